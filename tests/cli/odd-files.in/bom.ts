// mistral
