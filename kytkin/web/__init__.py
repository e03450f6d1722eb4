"""Pages, by area: views, forms, templates and static files."""
