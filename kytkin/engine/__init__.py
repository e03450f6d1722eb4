"""Pure functions over text and numbers: no Django, no clock, no network, no hidden state."""
