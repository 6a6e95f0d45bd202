"""What pages and mails say, in the languages of the storefronts."""

from __future__ import annotations

from collections.abc import Mapping

from patron.domain.refusals import Problem

FALLBACK = "en"

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Choose a password",
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
        "gone": "It was used already, is out of date, or was cut short. Ask the shop for a new invitation.",
        "wrong_title": "That did not work",
        "wrong": "The page could not read what was sent. Open the link from your mail again.",
        "later_title": "Please try again in a moment",
        "later": "Nothing was changed. Open the link from your mail again in a minute.",
        "too_short": "Please use at least {shortest} characters.",
        "too_long": "Please use at most {longest} characters.",
        "differs": "The two passwords are not the same.",
        "subject": "Your account at {shop}",
        "mail_intro": "{shop} has an account for you. Choose a password to use it:",
        "mail_outro": "The link works once, for 14 days. If you did not expect this mail, you need not do anything.",
    },
    "es": {
        "title": "Elige una contraseña",
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
        "gone": "Ya se usó, está vencido o llegó incompleto. Pide una nueva invitación a la tienda.",
        "wrong_title": "No funcionó",
        "wrong": "La página no pudo leer lo enviado. Abre otra vez el enlace de tu correo.",
        "later_title": "Inténtalo de nuevo en un momento",
        "later": "No se cambió nada. Abre otra vez el enlace de tu correo en un minuto.",
        "too_short": "Usa al menos {shortest} caracteres.",
        "too_long": "Usa como máximo {longest} caracteres.",
        "differs": "Las dos contraseñas no son iguales.",
        "subject": "Tu cuenta en {shop}",
        "mail_intro": "{shop} tiene una cuenta para ti. Elige una contraseña para usarla:",
        "mail_outro": "El enlace funciona una vez, durante 14 días. Si no lo esperabas, no tienes que hacer nada.",
    },
    "pt": {
        "title": "Escolha uma senha",
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
        "gone": "Ele já foi usado, venceu ou chegou incompleto. Peça um novo convite à loja.",
        "wrong_title": "Não funcionou",
        "wrong": "A página não conseguiu ler o que foi enviado. Abra de novo o link do seu e-mail.",
        "later_title": "Tente de novo em um momento",
        "later": "Nada foi alterado. Abra de novo o link do seu e-mail em um minuto.",
        "too_short": "Use pelo menos {shortest} caracteres.",
        "too_long": "Use no máximo {longest} caracteres.",
        "differs": "As duas senhas não são iguais.",
        "subject": "Sua conta na {shop}",
        "mail_intro": "A {shop} tem uma conta para você. Escolha uma senha para usá-la:",
        "mail_outro": "O link funciona uma vez, durante 14 dias. Se você não o esperava, não precisa fazer nada.",
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
