"""Everything done to units, people and posts."""

from hengji.apps.organisations.operations.accounts import (
    NewAccount,
    PersonFacts,
    change_password,
    create_person,
    disable_person,
    edit_person,
    enable_person,
    open_system_account,
    reset_password,
    reset_second_factor,
)
from hengji.apps.organisations.operations.handover import hand_over
from hengji.apps.organisations.operations.lists import import_people, import_units
from hengji.apps.organisations.operations.posts import (
    close_post,
    create_post,
    decide_proposals,
    grant,
    grant_role,
    propose_post,
    withdraw,
)
from hengji.apps.organisations.operations.regions import INSTALLER, FirstPeople, Founded, edit_settings, found_region
from hengji.apps.organisations.operations.signin import (
    enrol_second_factor,
    locked_out,
    renew_codes,
    sign_in_failed,
    signed_in,
    signed_out,
)
from hengji.apps.organisations.operations.units import UnitFacts, close_unit, create_unit, edit_unit, move_unit, set_division
from hengji.apps.organisations.operations.years import roll_over_units

__all__ = [
    "INSTALLER",
    "FirstPeople",
    "Founded",
    "NewAccount",
    "PersonFacts",
    "UnitFacts",
    "change_password",
    "close_post",
    "close_unit",
    "create_person",
    "create_post",
    "create_unit",
    "decide_proposals",
    "disable_person",
    "edit_person",
    "edit_settings",
    "edit_unit",
    "enable_person",
    "enrol_second_factor",
    "found_region",
    "grant",
    "grant_role",
    "hand_over",
    "import_people",
    "import_units",
    "locked_out",
    "move_unit",
    "open_system_account",
    "propose_post",
    "reset_password",
    "reset_second_factor",
    "roll_over_units",
    "renew_codes",
    "set_division",
    "sign_in_failed",
    "signed_in",
    "signed_out",
    "withdraw",
]
