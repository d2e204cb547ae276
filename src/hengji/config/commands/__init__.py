"""What the commands of the site do; each module has ``run(arguments) -> exit status``."""
