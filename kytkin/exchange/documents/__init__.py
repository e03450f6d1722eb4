"""Documents for people and for case management: tagged PDF, and DOCX to edit and comment on."""
