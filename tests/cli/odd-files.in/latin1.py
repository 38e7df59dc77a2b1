# mistral
# café
