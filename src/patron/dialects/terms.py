"""From the settings to the terms of each dialect that has some."""

from __future__ import annotations

from patron.dialects.aimeos.profile import PROFILES
from patron.dialects.aimeos.terms import Terms as AimeosTerms
from patron.dialects.evershop.terms import Lifetimes, Secrets
from patron.dialects.evershop.terms import Terms as EverShopTerms
from patron.settings import Settings


def aimeos_terms(settings: Settings) -> AimeosTerms:
    """What is set of Aimeos."""
    return AimeosTerms(
        store_id=settings.aimeos_store,
        profile=PROFILES[settings.aimeos_profile],
        csrf=settings.aimeos_csrf,
        limit_count=settings.aimeos_limit_count,
        limit_seconds=settings.aimeos_limit_seconds,
        group_ids=settings.aimeos_groups,
        prefix=settings.aimeos_prefix,
        debug=settings.aimeos_debug,
        origins=frozenset(settings.aimeos_origins),
    )


def evershop_terms(settings: Settings) -> EverShopTerms:
    """What is set of EverShop."""
    return EverShopTerms(
        store_id=settings.evershop_store,
        mail=settings.mail,
        welcome=settings.evershop_welcome_mail,
        issuer=settings.evershop_jwt_issuer,
        lifetimes=Lifetimes(
            admin_access=settings.evershop_admin_token_seconds,
            admin_refresh=settings.evershop_admin_refresh_seconds,
            customer_access=settings.evershop_customer_token_seconds,
            customer_refresh=settings.evershop_customer_refresh_seconds,
            session=settings.evershop_session_seconds,
        ),
        secrets=Secrets(
            admin_access=settings.evershop_jwt_admin_secret,
            admin_refresh=settings.evershop_jwt_admin_refresh_secret,
            customer_access=settings.evershop_jwt_customer_secret,
            customer_refresh=settings.evershop_jwt_customer_refresh_secret,
            cookie=settings.evershop_cookie_secret,
        ),
        shop_cookie=settings.evershop_cookie_name,
        admin_cookie=settings.evershop_admin_cookie_name,
    )
