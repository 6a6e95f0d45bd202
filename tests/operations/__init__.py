"""Operations, apart from any dialect."""
