"""What pages and mails say, in the languages of the storefronts."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from patron.domain.refusals import Problem

FALLBACK = "en"

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Choose a password",
        "reset_title": "Choose a new password",
        "hello": "Hello {name},",
        "hello_nobody": "Hello,",
        "intro": "Choose a password for your account at {shop}.",
        "password": "Password",
        "repeated": "The same password again",
        "hint": "At least {shortest} characters. A few random words make a good one.",
        "button": "Set password",
        "done_title": "Your password is set",
        "done": "You can now sign in at {shop} with {email}.",
        "gone_title": "This link no longer works",
        "gone": "It was used already, is out of date, or was cut short. Ask the shop for a new one.",
        "wrong_title": "That did not work",
        "wrong": "The page could not read what was sent. Open the link from your mail again.",
        "later_title": "Please try again in a moment",
        "later": "Nothing was changed. Open the link from your mail again in a minute.",
        "too_short": "Please use at least {shortest} characters.",
        "too_long": "Please use at most {longest} characters.",
        "differs": "The two passwords are not the same.",
    },
    "es": {
        "title": "Elige una contraseña",
        "reset_title": "Elige una contraseña nueva",
        "hello": "Hola, {name}:",
        "hello_nobody": "Hola:",
        "intro": "Elige una contraseña para tu cuenta en {shop}.",
        "password": "Contraseña",
        "repeated": "La misma contraseña otra vez",
        "hint": "Al menos {shortest} caracteres. Unas pocas palabras al azar son una buena elección.",
        "button": "Guardar contraseña",
        "done_title": "Tu contraseña está guardada",
        "done": "Ya puedes iniciar sesión en {shop} con {email}.",
        "gone_title": "Este enlace ya no funciona",
        "gone": "Ya se usó, está vencido o llegó incompleto. Pide otro a la tienda.",
        "wrong_title": "No funcionó",
        "wrong": "La página no pudo leer lo enviado. Abre otra vez el enlace de tu correo.",
        "later_title": "Inténtalo de nuevo en un momento",
        "later": "No se cambió nada. Abre otra vez el enlace de tu correo en un minuto.",
        "too_short": "Usa al menos {shortest} caracteres.",
        "too_long": "Usa como máximo {longest} caracteres.",
        "differs": "Las dos contraseñas no son iguales.",
    },
    "pt": {
        "title": "Escolha uma senha",
        "reset_title": "Escolha uma nova senha",
        "hello": "Olá, {name}!",
        "hello_nobody": "Olá!",
        "intro": "Escolha uma senha para a sua conta na {shop}.",
        "password": "Senha",
        "repeated": "A mesma senha outra vez",
        "hint": "Pelo menos {shortest} caracteres. Algumas palavras ao acaso são uma boa escolha.",
        "button": "Salvar senha",
        "done_title": "Sua senha está salva",
        "done": "Agora você pode entrar na {shop} com {email}.",
        "gone_title": "Este link não funciona mais",
        "gone": "Ele já foi usado, venceu ou chegou incompleto. Peça outro à loja.",
        "wrong_title": "Não funcionou",
        "wrong": "A página não conseguiu ler o que foi enviado. Abra de novo o link do seu e-mail.",
        "later_title": "Tente de novo em um momento",
        "later": "Nada foi alterado. Abra de novo o link do seu e-mail em um minuto.",
        "too_short": "Use pelo menos {shortest} caracteres.",
        "too_long": "Use no máximo {longest} caracteres.",
        "differs": "As duas senhas não são iguais.",
    },
}


class LetterWords(Struct, frozen=True):
    """What a mail says; `{shop}` stands for the name of the store."""

    subject: str
    intro: str
    outro: str
    button: str = ""


LETTERS: Mapping[str, Mapping[str, LetterWords]] = {
    "en": {
        "invitation": LetterWords(
            "Your account at {shop}",
            "{shop} has an account for you. Choose a password to use it:",
            "The link works once, for 14 days. If you did not expect this mail, you need not do anything.",
            "Choose a password",
        ),
        "reset": LetterWords(
            "Reset your password",
            "Somebody asked for a new password for your account at {shop}. If it was you, choose one:",
            "The link works once, for 48 hours. If it was not you, you need not do anything: nothing has changed.",
            "Choose a new password",
        ),
        "account": LetterWords(
            "Your account at {shop}",
            "Your account at {shop} is ready. You can sign in with your e-mail address and the password you chose.",
            "If it was not you who made this account, please tell the shop.",
        ),
        "welcome": LetterWords(
            "Welcome to our store!",
            "Thank you for making an account at {shop}. You can now sign in with your e-mail address.",
            "If it was not you who made this account, please tell the shop.",
        ),
    },
    "es": {
        "invitation": LetterWords(
            "Tu cuenta en {shop}",
            "{shop} tiene una cuenta para ti. Elige una contraseña para usarla:",
            "El enlace funciona una vez, durante 14 días. Si no lo esperabas, no tienes que hacer nada.",
            "Elige una contraseña",
        ),
        "reset": LetterWords(
            "Restablece tu contraseña",
            "Alguien pidió una contraseña nueva para tu cuenta en {shop}. Si fuiste tú, elige una:",
            "El enlace funciona una vez, durante 48 horas. Si no, no tienes que hacer nada: nada ha cambiado.",
            "Elige una contraseña nueva",
        ),
        "account": LetterWords(
            "Tu cuenta en {shop}",
            "Tu cuenta en {shop} está lista. Puedes entrar con tu correo y la contraseña que elegiste.",
            "Si no creaste tú esta cuenta, avisa a la tienda.",
        ),
        "welcome": LetterWords(
            "¡Te damos la bienvenida!",
            "Gracias por crear una cuenta en {shop}. Ya puedes entrar con tu correo.",
            "Si no creaste tú esta cuenta, avisa a la tienda.",
        ),
    },
    "pt": {
        "invitation": LetterWords(
            "Sua conta na {shop}",
            "A {shop} tem uma conta para você. Escolha uma senha para usá-la:",
            "O link funciona uma vez, durante 14 dias. Se você não o esperava, não precisa fazer nada.",
            "Escolha uma senha",
        ),
        "reset": LetterWords(
            "Redefina sua senha",
            "Alguém pediu uma nova senha para a sua conta na {shop}. Se foi você, escolha uma:",
            "O link funciona uma vez, durante 48 horas. Se não foi você, não precisa fazer nada: nada mudou.",
            "Escolha uma nova senha",
        ),
        "account": LetterWords(
            "Sua conta na {shop}",
            "Sua conta na {shop} está pronta. Você pode entrar com seu e-mail e a senha que escolheu.",
            "Se não foi você quem criou esta conta, avise a loja.",
        ),
        "welcome": LetterWords(
            "Boas-vindas à nossa loja!",
            "Obrigado por criar uma conta na {shop}. Você já pode entrar com seu e-mail.",
            "Se não foi você quem criou esta conta, avise a loja.",
        ),
    },
}

OF_PROBLEM: Mapping[tuple[str, Problem], str] = {
    ("password", Problem.TOO_SHORT): "too_short",
    ("password", Problem.TOO_LONG): "too_long",
    ("repeated", Problem.INVALID): "differs",
}


def words_of(language: str | None) -> tuple[str, Mapping[str, str]]:
    """The language that is spoken instead, two letters, and its words."""
    short = (language or "")[:2].lower()
    short = short if short in WORDS else FALLBACK
    return short, WORDS[short]
