"""What the map shows: phenomena by branches. (Written by the engineer of the map pages.)"""
