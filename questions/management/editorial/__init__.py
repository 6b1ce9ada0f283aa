"""What `manage.py check_content` asks of other programs: a dictionary, and Python itself."""
