"""One search over phenomena, themes, preparations and organisations."""
