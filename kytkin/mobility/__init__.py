"""How competence and knowledge move: asking to join a preparation."""
