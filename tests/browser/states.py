"""Every page of the administration in every state that it has: what is looked at for barriers, faults and beauty."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeAlias

import httpx
from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.dialects.admin_office import OFFICE, PASSWORDS, entered, people
from tests.dialects.evershop_live import PASSWORD, STORE, WATCHER
from tests.dialects.live import Json, Live

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Hubert-Blaine-Adolph-Charles-David-Earl-Frederick-Gerald"
LONG_EMAIL = "a.very.long.address.of.somebody.with.many.names@a-shop-with-quite-a-long-name.example.com"
HOSTILE = "<script>alert(1)</script>"
PHONES = count(1000)


class Office:
    """A server full of what pages have to show, and where it is."""

    def __init__(self, live: Live) -> None:
        live.load(OFFICE)
        self.live = live
        self.manager_secret = ""
        self.codes: list[str] = []
        people(live, 28)
        self._customers()
        self._accounts()

    def call(self, method: str, path: str, said: Json) -> Json:
        """What Tiendanube answers."""
        answer = self.live.tiendanube(method, path, json=said, token=WATCHER, shop=STORE)
        assert answer.status_code < 300, answer.text
        row: Json = answer.json()
        return row

    def uuid(self, page: Page, email: str) -> str:
        """Of the customer with that e-mail."""
        page.goto(f"/admin/customers?keyword={email}")
        found = re.search("[0-9a-f-]{36}", page.locator("a.row").first.get_attribute("href") or "")
        assert found
        return found[0]

    def _customers(self) -> None:
        street = {"address": "Straße der Menschenrechte und der unveräußerlichen Würde", "number": "1024 B"}
        town = {"city": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "province": "Wales"}
        said = {"name": LONG_NAME, "email": LONG_EMAIL, "phone": "+44 20 7946 0958", "note": f"{HOSTILE}\n" * 3}
        self.call(
            "POST", "/customers", {**said, "addresses": [{**street, **town, "country": "GB", "zipcode": "LL61 5UJ"}]}
        )
        ann = {"email": "ann@example.com", "password": PASSWORD, "full_name": "Ann Lee"}
        assert self.live.http.post("/api/customers", json=ann).status_code == 200
        for _ in range(2):
            with httpx.Client(base_url=self.live.serving.base_url) as http:
                assert (
                    http.post("/customer/login", json={"email": ann["email"], "password": PASSWORD}).status_code == 200
                )

    def _accounts(self) -> None:
        with entered(self.live) as admin:
            for name in ("Webshop", LONG_NAME):
                wish = {"name": name, "scopes": "write_customers"}
                assert admin.post(f"/admin/stores/{STORE}/tokens", wish, of="/admin/stores/1").status_code == 200
            gone = f"/admin/stores/{STORE}/tokens/3/revoke"
            assert admin.post(gone, {}, of="/admin/stores/1").status_code == 303
            somebody = {"name": LONG_NAME, "email": LONG_EMAIL, "role": "manager", "stores": str(STORE)}
            assert admin.post("/admin/staff/new", somebody, of="/admin/staff/new").status_code == 200
        with entered(self.live, "manager") as manager:
            secret = manager.get("/admin/account/second-step").text.partition('name="secret" value="')[2][:32]
            self.manager_secret = secret
            said = {"secret": secret, "code": TOTP(secret).now(), "current": PASSWORDS["manager"]}
            text = manager.post("/admin/account/second-step", said).text
            self.codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", text)


Open: TypeAlias = Callable[[Page, Office], None]


@dataclass(frozen=True, slots=True)
class State:
    """One page as it can be seen."""

    row: str
    """Of the table of routes: the one that answers with this page."""
    who: str
    """Of the staff; empty for nobody."""
    open: Open


STATES: Final[dict[str, State]] = {}


def state(row: str, who: str = "admin") -> Callable[[Open], Open]:
    """The function, which opens a state of what that row answers with; its name is the state's."""

    def noted(opened: Open) -> Open:
        STATES[opened.__name__.replace("_", " ")] = State(row, who, opened)
        return opened

    return noted


def plain(row: str, name: str, who: str = "admin") -> None:
    """Nothing; the page is a state as soon as it is opened."""

    def opened(page: Page, _office: Office) -> None:
        page.goto(row.removeprefix("GET "))

    STATES[name] = State(row, who, opened)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


# -- signing in -------------------------------------------------------------------------------------------------------

plain("GET /admin/login", "sign in", "")


def signing_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login")
    page.get_by_label("E-mail").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


@state("POST /admin/login", "")
def sign_in_with_a_mistake(page: Page, _office: Office) -> None:
    signing_in(page, "admin", "wrong")
    expect(page.get_by_role("alert")).to_be_visible()


@state("GET /admin/login/code", "")
def second_step_is_asked_for(page: Page, _office: Office) -> None:
    signing_in(page, "manager", PASSWORDS["manager"])
    heading(page, "One more step")


@state("POST /admin/login/code", "")
def second_step_with_a_mistake(page: Page, office: Office) -> None:
    second_step_is_asked_for(page, office)
    page.get_by_label("Code").fill("wrong")
    press(page, "Sign in")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/logout")
def form_of_another_session(page: Page, _office: Office) -> None:
    page.goto("/admin/account")
    page.locator("form[action$=logout] [name=csrf]").evaluate("node => node.value = 'forged'")
    page.locator(".menu summary").click()
    press(page, "Sign out")
    heading(page, "out of date")


# -- customers --------------------------------------------------------------------------------------------------------

plain("GET /admin", "home")
plain("GET /admin/customers", "customers")
plain("GET /admin/customers?keyword=zzzz&tag=x&created_from=2026-01-01", "nobody matches")
plain("GET /admin/customers?done=bulk&ob=name&od=desc&limit=50", "customers sorted after something was done")
plain("GET /admin/nowhere", "nothing there")
plain("GET /admin/stores/1", "not allowed", "stranger")
plain("GET /admin/customers", "no customers yet", "stranger")


@state("GET /admin/customers")
def somebody_chosen(page: Page, _office: Office) -> None:
    page.goto("/admin/customers")
    page.locator("td.tick input").first.check()
    page.locator("td.tick input").nth(2).check()


@state("GET /admin/customers/groups/{group}")
def members_of_a_group(page: Page, _office: Office) -> None:
    page.goto("/admin/customers/groups/2")


@state("GET /admin/customers")
def menu_and_filters_open(page: Page, _office: Office) -> None:
    page.goto("/admin/customers")
    page.get_by_text("More filters").click()
    page.locator(".menu summary").click()


@state("POST /admin/customers/bulk")
def question(page: Page, office: Office) -> None:
    somebody_chosen(page, office)
    press(page, "Disable")
    heading(page, "Disable 2 customers?")


@state("POST /admin/customers/bulk")
def question_about_a_tag(page: Page, office: Office) -> None:
    somebody_chosen(page, office)
    page.get_by_label("Tag to add").fill("a tag")
    press(page, "Add tag")
    heading(page, "with “a tag”?")


@state("POST /admin/customers/bulk")
def question_about_no_tag(page: Page, office: Office) -> None:
    somebody_chosen(page, office)
    press(page, "Add tag")
    heading(page, "Nothing was done")


# -- one customer -----------------------------------------------------------------------------------------------------

TABS = {"facts": "", **{name: f"/{name}" for name in ("change", "seen", "history", "access", "delete")}}


def tab_of(tail: str, email: str) -> Open:
    def opened(page: Page, office: Office) -> None:
        page.goto(f"/admin/customers/edit/{office.uuid(page, email)}{tail}")

    return opened


for _name, _tail in TABS.items():
    _row = f"GET /admin/customers/edit/{{uuid}}{_tail}"
    STATES[f"{_name} of somebody"] = State(_row, "admin", tab_of(_tail, "customer4%40"))
    STATES[f"{_name} of a long name"] = State(_row, "admin", tab_of(_tail, LONG_EMAIL))
STATES["access of somebody signed in"] = State(
    "GET /admin/customers/edit/{uuid}/access", "admin", tab_of("/access", "ann%40example.com")
)
CHANGE: Final = "POST /admin/customers/edit/{uuid}/change"


@state(CHANGE)
def change_with_mistakes(page: Page, office: Office) -> None:
    tab_of("/change", "customer6%40")(page, office)
    page.locator("[id=email]").fill("no address")
    page.locator("[id=new_custom_value]").fill("without a name")
    page.locator('[id^="address:"][id$=":is_billing"]').first.uncheck()
    page.locator('[id^="address:"][id$=":is_delivery"]').first.uncheck()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()


@state(CHANGE)
def stored(page: Page, office: Office) -> None:
    tab_of("/change", "customer8%40")(page, office)
    page.locator("[id=note]").fill(f"Stored for the {next(PHONES)}th time, and {LONG_NAME}")
    page.locator("[id=tags]").fill("\n".join(["vip", "school", "a tag with a longer name", HOSTILE]))
    press(page, "Save")
    expect(page.get_by_role("status")).to_be_visible()


@state("GET /admin/customers/edit/{uuid}/history")
def history_with_changes(page: Page, office: Office) -> None:
    stored(page, office)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("button", name=re.compile("^Put")).first).to_be_visible()


@state(CHANGE)
def choice_between_two_changes(page: Page, office: Office) -> None:
    email = "customer10@example.com"
    tab_of("/change", email)(page, office)
    (row,) = [one for one in office.live.everything(STORE, WATCHER) if one["email"] == email]
    office.call("PUT", f"/customers/{row['id']}", {"phone": f"+55 11 9{next(PHONES)}-0000"})
    page.locator("[id=phone]").fill("mine, and typed by hand")
    press(page, "Save")
    heading(page, "Somebody else changed")


@state(CHANGE)
def typed_after_the_session_was_over(page: Page, office: Office) -> None:
    tab_of("/change", "customer12%40")(page, office)
    page.locator("[id=note]").fill(f"typed in vain\n{LONG_NAME}")
    page.context.clear_cookies()
    press(page, "Save")
    heading(page, "You were signed out")


@state("POST /admin/customers/edit/{uuid}/delete")
def deletion_with_a_mistake(page: Page, office: Office) -> None:
    tab_of("/delete", "customer14%40")(page, office)
    page.get_by_label("Type the e-mail to delete").fill("somebody@example.com")
    press(page, "Delete for good")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/customers/edit/{uuid}/access/end")
def access_after_the_end(page: Page, office: Office) -> None:
    tab_of("/access", "customer16%40")(page, office)
    press(page, "End all sessions and tokens")
    expect(page.get_by_role("status")).to_be_visible()


# -- stores -----------------------------------------------------------------------------------------------------------

plain("GET /admin/stores", "stores")
plain("GET /admin/stores/new", "new store")


@state("GET /admin/stores/{store}")
def store(page: Page, _office: Office) -> None:
    page.goto("/admin/stores/1")


@state("POST /admin/stores/new")
def new_store_with_mistakes(page: Page, _office: Office) -> None:
    page.goto("/admin/stores/new")
    page.get_by_label("Name", exact=True).fill("Third Shop")
    page.get_by_label("Currency").fill("REAL")
    press(page, "Add the store")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/stores/{store}")
def store_with_a_mistake(page: Page, _office: Office) -> None:
    page.goto("/admin/stores/1")
    page.get_by_label("Currency").fill("REAL")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/stores/{store}/tokens")
def token_shown_once(page: Page, _office: Office) -> None:
    page.goto("/admin/stores/2")
    page.get_by_label("For which app").fill("Webshop")
    press(page, "Make a token")
    expect(page.locator(".secret")).to_be_visible()


@state("POST /admin/stores/{store}")
def choice_about_a_store(page: Page, _office: Office) -> None:
    page.goto("/admin/stores/2")
    changed_by_two(page, page.get_by_label("Name", exact=True).input_value())


def changed_by_two(page: Page, name: str) -> None:
    """Nothing; two people have changed the name, and the second of them chooses."""
    other = page.context.new_page()
    other.goto(page.url)
    for window in (other, page):
        window.get_by_label("Name", exact=True).fill(f"{name} {next(PHONES)}")
        press(window, "Save")
        window.get_by_role("heading", level=1).wait_for()
    other.close()
    heading(page, "Somebody else changed")


# -- staff ------------------------------------------------------------------------------------------------------------

plain("GET /admin/staff", "staff")
plain("GET /admin/staff/new", "new account")


def member(page: Page, name: str) -> None:
    page.goto("/admin/staff")
    page.get_by_role("link", name=name).click()
    heading(page, name)


@state("GET /admin/staff/{staff}")
def account_of_somebody(page: Page, _office: Office) -> None:
    member(page, "Shop Manager")
    for act in ("Make a new password", "Switch off the second step"):
        page.locator("summary", has_text=act).click()


@state("GET /admin/staff/{staff}")
def account_of_a_long_name(page: Page, _office: Office) -> None:
    member(page, LONG_NAME)


@state("GET /admin/staff/{staff}")
def account_of_oneself(page: Page, _office: Office) -> None:
    member(page, "Admin User")


@state("POST /admin/staff/{staff}")
def account_with_mistakes(page: Page, _office: Office) -> None:
    member(page, "Shop Manager")
    page.get_by_label("E-mail").fill("nobody@x")
    page.get_by_label("Main Shop").uncheck()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/staff/{staff}")
def choice_about_an_account(page: Page, _office: Office) -> None:
    member(page, "No Manager")
    changed_by_two(page, "No Manager")


@state("POST /admin/staff/new")
def new_account_with_mistakes(page: Page, _office: Office) -> None:
    page.goto("/admin/staff/new")
    page.get_by_label("Name", exact=True).fill("Eva Luna")
    page.get_by_label("E-mail").fill("admin@example.com")
    page.get_by_label("Role").select_option("manager")
    press(page, "Add the account")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/staff/{staff}/key")
def key_shown_once(page: Page, _office: Office) -> None:
    member(page, "No Manager")
    page.locator("summary", has_text=re.compile("Make a .*key")).click()
    page.get_by_role("button", name=re.compile("Make a .*key")).click()
    expect(page.locator(".secret")).to_be_visible()


# -- the own account --------------------------------------------------------------------------------------------------

plain("GET /admin/account", "own account")
plain("GET /admin/account/second-step", "new second step")


@state("POST /admin/account/password")
def new_password_with_mistakes(page: Page, _office: Office) -> None:
    page.goto("/admin/account")
    page.get_by_label("Your password now").fill("wrong")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("another")
    press(page, "Change the password")
    expect(page.get_by_role("alert")).to_be_visible()


@state("POST /admin/account/second-step")
def new_second_step_with_a_mistake(page: Page, _office: Office) -> None:
    page.goto("/admin/account/second-step")
    page.get_by_label("Your password now").fill("wrong")
    page.get_by_label("Code", exact=True).fill("000000")
    press(page, "Switch on the second step")
    expect(page.get_by_role("alert")).to_be_visible()


def with_second_step(page: Page, office: Office) -> None:
    """Nothing; the manager is signed in with a recovery code and looks at the second step."""
    second_step_is_asked_for(page, office)
    page.get_by_label("Code").fill(office.codes.pop())
    press(page, "Sign in")
    page.wait_for_url("**/admin/customers")
    page.goto("/admin/account/second-step")


@state("GET /admin/account/second-step", "")
def second_step(page: Page, office: Office) -> None:
    with_second_step(page, office)
    heading(page, "Your second step")


@state("POST /admin/account/second-step/codes", "")
def recovery_codes_shown_once(page: Page, office: Office) -> None:
    with_second_step(page, office)
    form = page.locator("form", has_text="New recovery codes")
    form.get_by_label("Your password now").fill(PASSWORDS["manager"])
    form.get_by_label("Code").fill(office.codes.pop())
    press(page, "Make new recovery codes")
    expect(page.locator(".secrets li")).to_have_count(10)
    office.codes = page.locator(".secrets li").all_inner_texts()


@state("POST /admin/account/second-step/off", "")
def second_step_form_with_a_mistake(page: Page, office: Office) -> None:
    with_second_step(page, office)
    form = page.locator("form", has_text="Switch it off")
    form.get_by_label("Your password now").fill("wrong")
    form.get_by_label("Code").fill("wrong")
    press(page, "Switch off the second step")
    expect(page.get_by_label("Your password now").first).to_be_visible()
