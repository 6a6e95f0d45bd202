"""The dialects that are served: one folder and one line each."""

from __future__ import annotations

from collections.abc import Mapping

from patron.dialects import account, admin, aimeos, dev, evershop, evershop_graphql, openfoodnetwork, tiendanube
from patron.dialects.admin.seen import Sights
from patron.dialects.admin.terms import Baked
from patron.dialects.admin.terms import Terms as AdminTerms
from patron.dialects.aimeos.chart import chart_of as aimeos_chart
from patron.dialects.aimeos.lens import SPEECH as AIMEOS
from patron.dialects.aimeos.profile import PAGE, Profile
from patron.dialects.evershop.chart import CHART as EVERSHOP_CHART
from patron.dialects.evershop.identify import OFFICE_SESSION, Door, door
from patron.dialects.evershop.lens import SPEECH as EVERSHOP
from patron.dialects.evershop.login import pages as evershop_pages
from patron.dialects.evershop.refusing import refuse
from patron.dialects.evershop.terms import Terms as EverShopTerms
from patron.dialects.evershop_graphql.whole import Whole
from patron.dialects.openfoodnetwork.chart import CHART as OPEN_FOOD_NETWORK_CHART
from patron.dialects.openfoodnetwork.lens import SPEECH as OPEN_FOOD_NETWORK
from patron.dialects.terms import aimeos_terms, evershop_terms
from patron.dialects.tiendanube.chart import CHART as TIENDANUBE_CHART
from patron.dialects.tiendanube.lens import SPEECH as TIENDANUBE
from patron.domain.chart import Chart
from patron.operations.minting import Mint
from patron.operations.office import Office
from patron.operations.speech import ReadShown, Speeches
from patron.settings import Settings
from patron.wire.dialect import Dialect
from patron.wire.house import House

SPOKEN = (TIENDANUBE, OPEN_FOOD_NETWORK, AIMEOS, EVERSHOP)
SPEECHES = Speeches(SPOKEN)
READERS: Mapping[str, ReadShown] = {
    "evershop": evershop.parse.shown_customer,
    "openfoodnetwork": openfoodnetwork.worlds.shown_customer,
    "aimeos": aimeos.parse.shown_customer,
    "tiendanube": tiendanube.parse.shown_customer,
}
"""How each dialect reads a customer in its own words: worlds and migrations."""


def charts(profile: Profile = PAGE) -> Mapping[str, Chart]:
    """How each dialect shows a customer, and what its fields tell; `profile`: of Aimeos."""
    every = (EVERSHOP_CHART, OPEN_FOOD_NETWORK_CHART, aimeos_chart(profile), TIENDANUBE_CHART)
    return {chart.dialect: chart for chart in every}


def every_chart(profile: Profile = PAGE) -> Mapping[str, Chart]:
    """The same, and EverShop's GraphQL beside its REST API; only for commands, as GraphQL takes 100 ms to begin."""
    from patron.dialects.evershop_graphql.chart import chart_of as graphql_chart

    (rest, *others), graphql = charts(profile).values(), graphql_chart(EVERSHOP)
    return {chart.dialect: chart for chart in (rest, graphql, *others)}


def minters(house: House, settings: Settings) -> Mapping[str, Mint]:
    """Who makes a credential of each dialect whose credentials are no tokens of apps."""
    return {
        "evershop": door(house, evershop_terms(settings)).mint,
        "openfoodnetwork": openfoodnetwork.mint(house),
        "aimeos": aimeos.minter(house, aimeos_terms(settings)),
    }


def dialects(house: House, settings: Settings, bench: dev.Workbench | None = None) -> tuple[Dialect, ...]:
    """Every dialect over that house; the development calls only with a workbench."""
    served = (
        *_evershop(house, settings),
        openfoodnetwork.dialect(house),
        openfoodnetwork.description(),
        *aimeos.dialects(house, aimeos_terms(settings)),
        tiendanube.dialect(house),
        account.dialect(),
    )
    return (*served, dev.dialect(bench)) if bench else served


def _evershop(house: House, settings: Settings) -> tuple[Dialect, ...]:
    terms = evershop_terms(settings)
    entrance = door(house, terms)
    front = evershop_graphql.Front(entrance.greet, entrance.identify, refuse, EVERSHOP)
    return (
        evershop.dialect(house, terms, entrance),
        *evershop_pages(terms, entrance),
        *evershop_graphql.dialects(front),
        *admin.dialects(house, _admin_terms(terms, entrance), _sights(settings)),
    )


def _sights(settings: Settings) -> Sights:
    return Sights(charts(aimeos_terms(settings).profile), Whole(EVERSHOP), in_graphql=EVERSHOP.dialect)


def _admin_terms(terms: EverShopTerms, entrance: Door) -> AdminTerms:
    """EverShop's links lead to the administration, so both open with one session and its cookie."""
    cookie = entrance.office_cookie

    async def bake(session_id: str, now: int) -> Baked:
        baked = await cookie.baked(session_id, now)
        return Baked(baked.name, baked.value, baked.expires_at)

    office = Office(terms.store_id, OFFICE_SESSION, terms.lifetimes.session * 1000)
    return AdminTerms(office, cookie.read, bake)
