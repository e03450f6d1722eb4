"""Pure functions for steering: trend and forecast, status, pooling, the matrix."""
