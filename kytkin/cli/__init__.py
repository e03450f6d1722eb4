"""The kytkin command."""
