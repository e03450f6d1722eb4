"""Words in Finnish, Swedish and English: languages, lemmas, compounds, labels, spelling."""
