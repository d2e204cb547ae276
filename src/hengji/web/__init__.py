"""All pages over HTTP: one folder an area (views, forms, urls, templates); never imports models."""
