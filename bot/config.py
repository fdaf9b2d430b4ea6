"""Site profiles: all that differs from one CalJOBS installation to the next, as data.

A profile says what a run may do, and names the site's form map, which says what its screens ask. It never holds
secrets. Files are `configs/NAME.yaml`; unknown keys are errors.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, ValidationError, field_serializer, field_validator

from bot.errors import ConfigError
from bot.forms.form_map import SUFFIX, find_map, settings_in
from bot.forms.site_forms import FOLDERS, SiteForms, forms_of, forms_of_content, guide_forms

MOVED = ("labels", "locators", "options", "absent", "questions", "headings")
"""Keys of older profiles that the form map has taken over."""
StepKey = Literal["activities", "assessment", "plan", "print"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownDialog(_Part):
    """A dialog that may be answered, and how: `press` is the visible text of the button.

    It is known by words in its title or text. `on` says after which act of ours it may come: opening a participant,
    finishing a wizard, leaving one, or any. Anything else is an unknown dialog and stops the participant.
    """

    words: str
    press: str
    on: Literal["open", "finish", "leave", "any"] = "any"


DIALOGS = (
    # Documented. The other button, "Yes - Create", would register the participant with Wagner-Peyser.
    KnownDialog(words="WP Registered Only Notification", press="No - Do Not Create", on="open"),
    # Inferred wording; a profile puts its own in front.
    KnownDialog(words="Are you sure you want to finish", press="OK", on="finish"),
    KnownDialog(words="unsaved changes", press="Leave", on="leave"),
)


class WizardSaves(_Part):
    """When each wizard writes: at every Next, or only at Finish. A rehearsal never presses what may write."""

    activity: Literal["next", "finish"] = "next"
    assessment: Literal["next", "finish"] = "next"
    plan: Literal["next", "finish"] = "next"


class Limits(_Part):
    """The longest waits for a condition, in seconds. The site answers in 3-5 s usually, 90 s at worst (documented)."""

    answer_seconds: float = Field(default=100, gt=0, le=600)
    late_list_seconds: float = Field(default=15, gt=0, le=120)
    outcome_seconds: float = Field(default=100, ge=0, le=600)
    """For so long after a save of which no answer came, the site may still be carrying it out (it answers in 90 s at
    worst): until then the same is not saved anew."""
    tries: int = Field(default=3, ge=1, le=10)


class Pace(_Part):
    """How fast all workers together may go, and what they make of a site in trouble. Times are in seconds.

    The defaults are what a few people could do by hand (the site's manners: at a pace a person could keep).
    """

    pages_a_minute: float | None = Field(default=None, gt=0)
    """Pages asked for in a minute, by all workers together; none: as fast as the site answers."""
    sessions: int = Field(default=4, ge=1, le=200)
    """Staff sign-ins in use at the same time."""
    failures: int = Field(default=3, ge=1, le=100)
    """So many participants in a row, over all workers, for whom the site was down: then only one worker looks."""
    pause_seconds: float = Field(default=60, gt=0, le=900)
    """How long a site that is down is left alone at first."""
    strange: int = Field(default=3, ge=2, le=100)
    """So many in a row stopped at the same screen for the same reason: then the site has changed, and all stops."""
    sign_ins_again: int = Field(default=2, ge=0, le=20)
    """How often within the window a lost session is signed in again."""
    window_seconds: float = Field(default=600, gt=0)


class Profile(_Part):
    """One site, and what a run may do there."""

    name: str
    file: str = ""
    """The file it was read from; set by `load_profile`."""
    base_url: str
    save: bool = False
    """False rehearses: fills and reads back, saves nothing."""
    synthetic: bool = False
    """True when every participant of the site is made up, so that clear pictures may be kept."""
    today: date | None = None
    """The site's own date, for test sites whose clock stands elsewhere."""
    steps: dict[StepKey, bool] = Field(default_factory=dict)
    differences: Literal["stop", "update"] = "stop"
    """What to do with a value on the site that differs from the record's: stop for a person, or update it."""
    wizard_saves: WizardSaves = WizardSaves()
    limits: Limits = Limits()
    pace: Pace = Pace()
    refuses_markup: bool = True
    """Whether the site refuses `<` before a letter (H13; inferred)."""
    pdf: Literal["download", "page"] = "download"
    """The site's own PDF (Create PDF), or the printable page printed by the browser."""
    keep_signed_in: bool = False
    """Whether the sign-in is kept, encrypted, for the next run of the same staff member."""
    office: str | None = None
    """The folder that an office's machines share, in which runs lock participants and sign-ins against each other;
    none: a folder of this machine, which keeps its own users apart."""
    proxy: str | None = None
    """The office's proxy, `http://HOST:PORT`, or `none` for a site that is reached without the one that this machine
    has set; not given: as the environment (HTTPS_PROXY) or the system says."""
    leave_out_pictures: bool = True
    """Not loading images and fonts makes every page faster and loses nothing the program reads."""
    content: str | None = None
    """CSS selector of the content area, where the usual ones do not fit."""
    dialogs: tuple[KnownDialog, ...] = ()
    forms: InstanceOf[SiteForms] = Field(default_factory=guide_forms, repr=False)
    """The forms of the site, by its form map. In a file `forms:` is a map's name or file; left out it is the map called
    like the profile, else the guide's."""

    @field_serializer("forms", when_used="json")
    def _forms_as_data(self, forms: SiteForms) -> dict[str, Any]:
        """For a worker in a process of its own."""
        return {"name": forms.map.name, "content": forms.map.content}

    @field_validator("forms", mode="before")
    @classmethod
    def _forms_of_data(cls, value: object) -> object:
        return forms_of_content(value["name"], value["content"]) if isinstance(value, dict) else value

    @field_validator("base_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be the address of the site's home page, such as https://host/vosnet/Default.aspx")
        if parts.username or parts.password:
            raise ValueError("must not hold a user name or password")
        return value

    @property
    def host(self) -> str:
        """The only host the browser may reach."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def site(self) -> str:
        """The installation this profile is of: participants and sign-ins of two profiles of one site are the same."""
        return urlsplit(self.base_url).netloc.casefold()

    @property
    def known_dialogs(self) -> tuple[KnownDialog, ...]:
        return (*self.dialogs, *DIALOGS)

    def word(self, ours: str) -> str:
        """This site's wording of a heading, tab, button or link."""
        return self.forms.words.get(ours, ours)

    def does(self, step: StepKey) -> bool:
        """Whether this site's job includes a step (R12: some areas do not use the OAS)."""
        return self.steps.get(step, True)


def load_profile(name: str, *, base_url: str | None = None, save: bool | None = None) -> Profile:
    """The profile of a name (`configs/NAME.yaml`) or of a file, with the command line's overrides.

    Raises ConfigError in words that name the file and key.
    """
    path = find_profile(name)
    data = settings_in(path, f"the site profile {path.name}")
    if not isinstance(data, dict):
        raise ConfigError(f"the site profile {path.name} must be a list of keys and values")
    if moved := [key for key in MOVED if key in data]:
        raise ConfigError(
            f"the site profile {path.name}: {', '.join(moved)} belong into the site's form map now; put them there by: "
            f"caljobs-bot update-profile {name}"
        )
    data.setdefault("name", path.stem)
    data["forms"] = _forms(path, data.get("forms"))
    data["file"] = str(path.resolve())
    if base_url is not None:
        data["base_url"] = base_url
    if save is not None:
        data["save"] = save
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"the site profile {path.name}, {key}: {first['msg']}") from None


def _forms(profile: Path, named: object) -> SiteForms:
    """The forms of the map that a profile names, or that is called like it."""
    folders = (profile.parent, *FOLDERS)
    if named is not None:
        return forms_of(find_map(str(named), folders), folders)
    own = profile.with_name(f"{profile.stem}{SUFFIX}")
    return forms_of(own, folders) if own.is_file() else guide_forms()


def find_profile(name: str) -> Path:
    """The file of a profile, by its name in `configs/` or as a path. Raises ConfigError when there is none."""
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if path.is_file():
            return path
        raise ConfigError(f"there is no site profile at {name}")
    for folder in FOLDERS:
        path = folder / f"{name}.yaml"
        if path.is_file():
            return path
    files = (path for folder in FOLDERS if folder.is_dir() for path in folder.glob("*.yaml"))
    known = sorted({path.stem for path in files if not path.name.endswith(SUFFIX)})
    raise ConfigError(f"there is no site profile '{name}'; there are: {', '.join(known)}")
