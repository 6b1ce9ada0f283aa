"""What `manage.py bench` measures: a module for each section, and the bank that they share."""
