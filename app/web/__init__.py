"""Pages for people: thin views over the services below."""
