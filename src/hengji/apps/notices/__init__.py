"""In-app notices to posts and people; delivers what others decide."""
