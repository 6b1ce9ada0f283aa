"""The shape of input; what it means is judged by rules and actions."""
