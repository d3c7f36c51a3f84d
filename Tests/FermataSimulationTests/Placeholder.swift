// Placeholder until the target's first tests land.
