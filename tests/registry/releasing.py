"""Releases made through every step by the network's two people, and the texts and claims that they are made of."""

from datetime import UTC, date, datetime
from pathlib import Path

from tests.network import Network, make_network
from tongchou.registry import clock
from tongchou.registry.actions.drafts import attach_effect, check_draft, draft_overlay, draft_shipped, submit_draft
from tongchou.registry.actions.releases import decide_draft, publish_release, publish_shipped, state_paper
from tongchou.registry.models import Account, Area, OrganisationFact, RegulationDraft, RegulationRelease
from tongchou.registry.queries.drafts import state_of
from tongchou.registry.rights import actor_of

CITY = "510400"
FIRST_DAY = date(2023, 1, 1)
TODAY = date(2026, 3, 2)
FIRST_PAPER = "攀办发〔2022〕88号"
PUBLISHED = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)

CLAIMS = """encounter_id,person_id,kind,provider_level,identity,county,admitted,discharged,total
E1,P1,inpatient,level3,ordinary,510402,2026-04-02,2026-04-10,10000.00
E2,P2,inpatient,level2,low_income,510421,2026-04-03,2026-04-11,8000.00
E3,P3,outpatient,primary,ordinary,510421,,2026-04-12,300.00
"""


def overlay(first: str = "2026-04-01", ratio: str = "65%", title: str = "提高三级医院报销比例") -> str:
    """An overlay that pays another share in level-3 hospitals from a day on."""
    return f"""reform:
  title: {title}
  documents:
    paper: {{title: 关于调整住院报销比例的通知, number: 攀医保发〔2026〕9号}}
inpatient.ratio:
  unit: percent
  values:
    - from: {first}
      document: paper
      article: 一
      status: assumed
      confidence: D
      value: {{primary: 90%, level1: 85%, level2: 75%, level3: {ratio}}}
"""


def regime(first: str = "2026-03-02", last: str = "2026-06-30", after: str = "2026-07-01") -> str:
    """A special regime of some weeks."""
    return f"""reform:
  title: 新发传染病特殊保障
  documents:
    paper: {{title: 关于新发传染病医疗保障的紧急通知, number: 攀医保发〔2026〕7号}}
special_regime.rules:
  unit: rules
  values:
    - from: {first}
      to: {last}
      document: paper
      article: 一
      status: assumed
      confidence: D
      value:
        - {{name: 确诊住院免起付线, diagnoses: [U07.1], institutions: [], waive: [deductible], payer: finance,
           own_account: no}}
    - {{from: {after}, document: paper, article: 二, status: assumed, confidence: D, value: []}}
"""


def make_released() -> None:
    """The network, with the shipped files in force since 2023, published the day before."""
    make_network()
    with clock.clock_at(PUBLISHED):
        day = clock.today()
        maker, checker = (
            actor_of(Account.objects.get(username=name), day) for name in ("policy_officer", "policy_checker")
        )
        publish_shipped(
            maker=maker,
            checker=checker,
            day=day,
            area=Area.objects.get(code=CITY),
            paper=FIRST_PAPER,
            in_force_from=FIRST_DAY,
        )


def claims_file(folder: Path) -> Path:
    """A small file of claims."""
    file = folder / "claims.csv"
    file.write_text(CLAIMS, encoding="utf-8")
    return file


def ready(network: Network, folder: Path, text: str, *, special_regime: bool = False) -> RegulationDraft:
    """An overlay drafted, checked, with its effect attached."""
    officer = network.actor("policy_officer")
    draft = draft_overlay(actor=officer, day=TODAY, area=network.area(CITY), text=text, special_regime=special_regime)
    assert check_draft(actor=officer, day=TODAY, draft=draft) == []
    attach_effect(actor=officer, day=TODAY, draft=draft, claims=claims_file(folder), plain=True)
    return draft


def submitted(network: Network, folder: Path, text: str, *, special_regime: bool = False) -> RegulationDraft:
    """The same, submitted."""
    draft = ready(network, folder, text, special_regime=special_regime)
    submit_draft(actor=network.actor("policy_officer"), day=TODAY, draft=draft)
    return fresh(draft)


def approved(network: Network, folder: Path, text: str, *, special_regime: bool = False) -> RegulationDraft:
    """The same, approved by the second person."""
    draft = submitted(network, folder, text, special_regime=special_regime)
    decide_draft(actor=network.actor("policy_checker"), day=TODAY, draft=draft, approve=True)
    return fresh(draft)


def published(
    network: Network,
    folder: Path,
    text: str,
    first: date,
    *,
    special_regime: bool = False,
    retroactive: bool = False,
    reason: str = "",
) -> RegulationRelease:
    """The same, given a paper and published."""
    draft = approved(network, folder, text, special_regime=special_regime)
    state_paper(
        actor=network.actor("policy_officer"),
        day=TODAY,
        draft=draft,
        paper="攀医保发〔2026〕9号",
        in_force_from=first,
        retroactive=retroactive,
        reason=reason,
    )
    return publish_release(actor=network.actor("policy_checker"), day=TODAY, draft=fresh(draft))


def fresh(draft: RegulationDraft) -> RegulationDraft:
    """A draft as the database has it now."""
    return RegulationDraft.objects.get(pk=draft.pk)


def shipped_draft(network: Network) -> RegulationDraft:
    """The shipped files, drafted."""
    return draft_shipped(actor=network.actor("policy_officer"), day=TODAY, area=network.area(CITY))


def network_now() -> Network:
    """The network as the database has it, for what a database begins with."""
    organisations = OrganisationFact.objects.select_related("organisation")
    return Network(
        {area.code: area for area in Area.objects.select_related("county", "parent")},
        {(fact.area_id, fact.organisation.kind): fact.organisation for fact in organisations},
        {account.username: account for account in Account.objects.all()},
    )


def make_drafts(folder: Path) -> None:
    """A draft in each state, called by it, above a release that has not begun yet."""
    made = network_now()
    officer = made.actor("policy_officer")
    published(made, folder, overlay(), date(2026, 4, 1))

    def text(state: str) -> str:
        return overlay("2026-07-01", "70%", state)

    drafted = draft_overlay(actor=officer, day=TODAY, area=made.area(CITY), text=text("drafted"))
    sound = draft_overlay(actor=officer, day=TODAY, area=made.area(CITY), text=text("sound"))
    check_draft(actor=officer, day=TODAY, draft=sound)
    for state, make in (("ready", ready), ("waiting", submitted), ("approved", approved), ("papered", approved)):
        draft = make(made, folder, text(state))
    state_paper(actor=officer, day=TODAY, draft=draft, paper="文号", in_force_from=date(2026, 7, 1))
    assert state_of(drafted) == "drafted"
