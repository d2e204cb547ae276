"""In-app notices to posts and people, and the outbox; delivers what others decide."""
