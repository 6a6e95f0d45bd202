"""What OPTIONS tells of the attributes of each resource; its words are the platform's, typos included (aimeos.md 2)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from patron.dialects.aimeos.lens import ACCOUNT, ADDRESS
from patron.dialects.aimeos.values import LISTS, PROPERTY


class Description(Struct, frozen=True):
    """One attribute, as advice for whoever draws a form; the server enforces none of it."""

    label: str
    type: str = "string"
    default: str = ""
    required: bool = False


_CONTACT = {
    "salutation": Description('Customer salutation, i.e. "comany" ,"mr", "ms" or ""'),
    "company": Description("Company name"),
    "vatid": Description("VAT ID of the company"),
    "title": Description("Title of the customer"),
    "firstname": Description("First name of the customer"),
    "lastname": Description("Last name of the customer or full name", required=True),
    "address1": Description("First address part like street", required=True),
    "address2": Description("Second address part like house number"),
    "address3": Description("Third address part like flat number"),
    "postal": Description("Zip code of the city"),
    "city": Description("Name of the town/city", required=True),
    "state": Description("Two letter code of the country state"),
    "countryid": Description("Two letter ISO country code", required=True),
    "languageid": Description('Two or five letter ISO language code, e.g. "de" or "de_CH"'),
    "telephone": Description('Telephone number consisting of option leading "+" and digits without spaces'),
    "telefax": Description('Faximile number consisting of option leading "+" and digits without spaces'),
    "email": Description("E-mail address"),
    "website": Description('Web site including "http://" or "https://"'),
    "longitude": Description("Longitude of the customer location as float value", "float"),
    "latitude": Description("Latitude of the customer location as float value", "float"),
}
_BIRTHDAY = Description("ISO date in YYYY-MM-DD format of the birthday")
_LABEL = "Label to identify the customer, will be firstname, lastname and company if empty"
_STATUS = 'Customer account status, i.e. "0" for disabled, "1" for enabled and is enabled by default'
_ACCOUNT = {
    **_CONTACT,
    "label": Description(_LABEL, required=True),
    "code": Description("Unique customer identifier, will be the e-mail address if empty"),
    "password": Description("Password of the customer, generated if emtpy"),
    "birthday": _BIRTHDAY,
    "status": Description(_STATUS, "integer", "1"),
}
_PROPERTY = {
    "type": Description("Code of the property type", required=True),
    "languageid": _CONTACT["languageid"],
    "value": Description("Arbitrary property value"),
}
_LISTS = {
    "refid": Description("ID of the related domain item", required=True),
    "domain": Description('Domain of the related item, e.g. "product"', required=True),
    "type": Description('Customer relationship type, e.g. "favorite"'),
    "config": Description("Associative list of key/value configuration pairs", default="[]"),
    "datestart": Description("Start date when the relationship is valied"),
    "dateend": Description("End date until the relationship is valid"),
    "status": Description("Status of the relationship (0=disable, 1=enabled)", default="1"),
}


def _under(prefix: str, described: Mapping[str, Description]) -> Mapping[str, Description]:
    return {f"{prefix}{name}": one for name, one in described.items()}


DESCRIPTIONS: Mapping[str, Mapping[str, Description]] = {
    "": _under(ACCOUNT, _ACCOUNT),
    "address": _under(ADDRESS, {**_CONTACT, "birthday": _BIRTHDAY}),
    "property": _under(PROPERTY, _PROPERTY),
    "relationships": _under(LISTS, _LISTS),
}
"""`related` ('' for the account itself) -> attribute -> what is told of it."""
