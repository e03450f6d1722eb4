"""What every app shares: translated text, periods, named errors."""
