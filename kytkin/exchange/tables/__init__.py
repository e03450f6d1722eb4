"""Organisations and preparations as tables: CSV and XLSX, in and out, without loss."""
