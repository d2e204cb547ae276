"""What is measured, side by side with a floor and with what offices do today: ``./bench NAME`` (bars in design)."""
