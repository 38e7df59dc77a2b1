import mistralclient  # OpenStack
