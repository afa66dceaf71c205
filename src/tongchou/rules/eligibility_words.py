"""What a person is told about their cover: one sentence for each reason, with the way out.

The templates are filled from the trace, never stored: a placeholder is a field of
:class:`~tongchou.rules.eligibility.Cover`, :class:`~tongchou.rules.waiting.EnrolmentFacts` or
:class:`~tongchou.rules.waiting.WaitingTerms`, or `repairable_years`, the answer of the function of that name. Days
are filled in as dates. The articles stand with the parameters of the regulation, for each area has its own.
"""

from typing import NamedTuple

from tongchou.rules.eligibility import (
    BEYOND_YEAR,
    CENTRAL_PERIOD,
    CONTINUOUS,
    EXEMPT,
    FROM_EMPLOYEE_SCHEME,
    LATE_NEWBORN,
    NEWBORN,
    NOT_PAID,
    PAID_AFTER_YEAR,
    WAITED_BREAK,
    WAITED_LATE,
    WAITED_LATE_AND_BREAK,
)


class ReasonText(NamedTuple):
    """The sentence of one reason in two languages."""

    chinese: str
    english: str


REASON_TEXT: dict[int, ReasonText] = {
    CENTRAL_PERIOD: ReasonText(
        "您于{paid_on}在集中参保期内首次参保，没有待遇等待期，{first_day}至{last_day}享受待遇，"
        "下一年度请在集中参保期内续保以免等待。",
        "You first enrolled on {paid_on}, within the central enrolment period, so there is no waiting and you are "
        "covered from {first_day} to {last_day}; renew within the next central period to go on without waiting.",
    ),
    CONTINUOUS: ReasonText(
        "您连续参保并于{paid_on}在集中参保期内缴费，没有待遇等待期，{first_day}至{last_day}享受待遇，"
        "下一年度请在集中参保期内续保以保持连续。",
        "You were covered before without an interruption and paid on {paid_on}, within the central enrolment period, "
        "so you are covered from {first_day} to {last_day}; renew within the next central period to stay continuous.",
    ),
    NEWBORN: ReasonText(
        "新生儿在出生后{newborn_days}日内参保缴费，没有待遇等待期，{first_day}至{last_day}享受待遇，"
        "下一年度请为孩子在集中参保期内缴费。",
        "The contribution was paid in time after birth (days allowed: {newborn_days}), so the child is covered without "
        "waiting from {first_day} to {last_day}; pay for the next year within the central enrolment period.",
    ),
    EXEMPT: ReasonText(
        "您属于不设待遇等待期的特殊群体，{first_day}至{last_day}享受待遇，下一年度请在集中参保期内缴费。",
        "You hold an identity that does not wait, so you are covered from {first_day} to {last_day}; pay for the next "
        "year within the central enrolment period.",
    ),
    FROM_EMPLOYEE_SCHEME: ReasonText(
        "您在{left_employee_scheme_on}职工医保停保后{employee_grace_months}个月内参保缴费，没有待遇等待期，"
        "{first_day}至{last_day}享受待遇，下一年度请在集中参保期内续保。",
        "You paid in time after leaving the employee scheme on {left_employee_scheme_on} (months allowed: "
        "{employee_grace_months}), so you are covered without waiting from {first_day} to {last_day}; renew within "
        "the next central period.",
    ),
    WAITED_LATE: ReasonText(
        "您于{paid_on}缴费，晚于{central_closes}截止的集中参保期，待遇等待期{waiting_months}个月至{waiting_until}止，"
        "{first_day}至{last_day}享受待遇，下一年度在集中参保期内缴费即不再等待，"
        "属于特殊群体的可向县（区）医保经办机构申请认定免除等待。",
        "You paid on {paid_on}, after the central enrolment period closed on {central_closes}, so a waiting "
        "(months: {waiting_months}) runs until {waiting_until} and you are covered from {first_day} to {last_day}; "
        "paying within the next central period avoids the waiting, and an exempt identity can be shown at the county "
        "agency.",
    ),
    WAITED_BREAK: ReasonText(
        "您中断参保{break_months}个月后于{paid_on}续保，断保{break_years}个年度，待遇等待期{waiting_months}个月至"
        "{waiting_until}止，{first_day}至{last_day}享受待遇，还可补缴以缩短等待期的断保年度为{repairable_years}个。",
        "You resumed on {paid_on} after a break (months: {break_months}, benefit years missed: {break_years}), so a "
        "waiting (months: {waiting_months}) runs until {waiting_until} and you are covered from {first_day} to "
        "{last_day}; missed years that can still be paid up to shorten it: {repairable_years}.",
    ),
    WAITED_LATE_AND_BREAK: ReasonText(
        "您断保{break_years}个年度，并于{paid_on}在{central_closes}截止的集中参保期之后续保，待遇等待期{waiting_months}个月至"
        "{waiting_until}止，{first_day}至{last_day}享受待遇，还可补缴以缩短等待期的断保年度为{repairable_years}个，"
        "下一年度在集中参保期内缴费即不再等待。",
        "You resumed on {paid_on}, after a break (benefit years missed: {break_years}) and after the central enrolment "
        "period closed on {central_closes}, so a waiting (months: {waiting_months}) runs until {waiting_until} and you "
        "are covered from {first_day} to {last_day}; missed years that can still be paid up to shorten it: "
        "{repairable_years}, and paying within the next central period avoids another waiting.",
    ),
    BEYOND_YEAR: ReasonText(
        "您的待遇最早从{earliest_day}起，已超出{benefit_year}年度，本年度不享受待遇，"
        "待遇未生效的缴费可向县（区）医保经办机构申请退还，下一年度请在集中参保期内缴费。",
        "Your cover would begin on {earliest_day}, after the end of benefit year {benefit_year}, so this year gives no "
        "cover; the contribution can be refunded by the county agency, for benefits never took effect, and the next "
        "year should be paid within the central enrolment period.",
    ),
    PAID_AFTER_YEAR: ReasonText(
        "{paid_on}缴费时{benefit_year}年度已经结束，该年度不享受待遇，可向县（区）医保经办机构申请退还，并请缴纳当前年度的费用。",
        "When you paid on {paid_on}, benefit year {benefit_year} was over, so that year gives no cover; ask the county "
        "agency for a refund and pay for the current year.",
    ),
    NOT_PAID: ReasonText(
        "您没有缴纳{benefit_year}年度的医保费，不享受该年度待遇，请向税务部门缴费，"
        "{central_closes}集中参保期截止以后缴费的，除特殊群体外设待遇等待期。",
        "No contribution was paid for benefit year {benefit_year}, so it gives no cover; pay it to the tax office, and "
        "by {central_closes}, when the central enrolment period closes, or a waiting follows, exempt identities apart.",
    ),
    LATE_NEWBORN: ReasonText(
        "孩子在出生后{newborn_days}日以后、{late_newborn_months}个月以内参保缴费，没有待遇等待期，自缴费次日起，"
        "{first_day}至{last_day}享受待遇，下一年度请为孩子在集中参保期内缴费。",
        "The contribution was paid after the newborn's days ({newborn_days}) but within the months after birth that "
        "spare a child the waiting ({late_newborn_months}), so the child is covered from the day after the payment, "
        "{first_day}, to {last_day}; pay for the next year within the central enrolment period.",
    ),
}
