"""The same grammar in other trades and with other words."""

from typing import Any

import pytest

from brain.intent import compile_goal
from tests.support.intent_cases import WEDNESDAY, document, says

SECOND = [
    # care, schools, shops, building sites, kitchens
    says(
        "Looking for part time registered nurse positions around Portland, Oregon",
        roles=["registered nurse"],
        employment=["part_time"],
        places=["Portland, Oregon:US"],
    ),
    says(
        "night shift ICU nurse jobs in Houston TX paying more than $45/hour",
        roles=["icu nurse"],
        places=["Houston, TX:US"],
        salary="45 USD hour",
        left=["night shift"],
    ),
    says(
        "apply for 8 warehouse operative roles within Birmingham",
        "apply",
        count=8,
        roles=["warehouse operative"],
        places=["Birmingham:GB"],
    ),
    says("any primary school teacher vacancies in Cardiff?", roles=["primary school teacher"], places=["Cardiff:GB"]),
    says("I need a job as a forklift driver near Dortmund asap", roles=["forklift driver"], places=["Dortmund:DE"]),
    says("I want to work as a barista in Melbourne", roles=["barista"], places=["Melbourne:AU"]),
    says(
        "Show me 15 entry-level accounting jobs in Chicago, IL that pay at least $55,000",
        count=15,
        roles=["accountant"],
        seniority=["junior"],
        places=["Chicago, IL:US"],
        salary="55000 USD year",
    ),
    says(
        "ML researcher or research scientist at DeepMind, OpenAI or Anthropic",
        roles=["machine learning researcher", "research scientist"],
        skills=["machine learning"],
        at=["DeepMind", "OpenAI", "Anthropic"],
    ),
    says(
        "Sales representatives in Texas, no cold calling",
        roles=["sales representative"],
        places=["Texas:US"],
        left=["no cold calling"],
    ),
    says(
        "please apply on my behalf to six account executive openings in Sydney",
        "apply",
        count=6,
        roles=["account executive"],
        places=["Sydney:AU"],
    ),
    says(
        "Senior product designer, hybrid, Amsterdam, 75k+",
        roles=["product designer"],
        seniority=["senior"],
        workplace=["hybrid"],
        places=["Amsterdam:NL"],
        salary="75000 EUR year",
    ),
    says("Get me hired as a paralegal in Boston", roles=["paralegal"], places=["Boston:US"]),
    says(
        "social worker jobs, Glasgow or Edinburgh, full-time",
        roles=["social worker"],
        places=["Glasgow:GB", "Edinburgh:GB"],
        employment=["full_time"],
    ),
    says(
        "find high school math teachers jobs in Ohio posted in the last two weeks",
        roles=["high school math teacher"],
        places=["Ohio:US"],
        days=14,
    ),
    says("chefs de partie wanted in Dublin", roles=["chef de partie"], places=["Dublin:IE"]),
    says(
        "truck driver jobs in Alberta or British Columbia", roles=["truck driver"], places=["Alberta:CA", "British Columbia:CA"]
    ),
    says("dental hygienist, 3 days a week in the office", roles=["dental hygienist"], workplace=["hybrid"]),
    says("cleaning jobs in Vienna, part-time please", roles=["cleaner"], places=["Vienna:AT"], employment=["part_time"]),
    says(
        "physiotherapist roles in New Zealand with relocation support",
        roles=["physiotherapist"],
        places=["New Zealand:NZ"],
        left=["with relocation support"],
    ),
    says(
        "graphic designers with Photoshop and Illustrator skills", roles=["graphic designer"], skills=["photoshop", "illustrator"]
    ),
    says(
        "Excel jobs for financial analysts in Singapore", roles=["financial analyst"], skills=["excel"], places=["Singapore:SG"]
    ),
    says("head chef in Barcelona, Spanish required", roles=["head chef"], places=["Barcelona:ES"], languages=["Spanish"]),
    says(
        "hotel receptionist jobs for German and English speakers in Mallorca",
        roles=["hotel receptionist"],
        languages=["German", "English"],
        places=["Mallorca:ES"],
    ),
    says("HR business partner positions at Nestle or Unilever", roles=["hr business partner"], at=["Nestle", "Unilever"]),
    says(
        "customer success manager, remote in Europe, not in sales",
        roles=["customer success manager"],
        workplace=["remote"],
        places=["Europe"],
        left=["not in sales"],
    ),
    says(
        "internships in marketing in Madrid this summer",
        roles=["marketing"],
        employment=["internship"],
        places=["Madrid:ES"],
        left=["summer"],
    ),
    says(
        "retail store manager, Lidl or Aldi, Manchester",
        roles=["retail store manager"],
        at=["Lidl", "Aldi"],
        places=["Manchester:GB"],
    ),
    says("freelance translators EN-DE", roles=["translator"], employment=["freelance"], left=["EN-DE"]),
    # doing it, or not
    says(
        "Apply to the first 4 lab technician jobs you find in Basel, don't ask me",
        "apply",
        count=4,
        roles=["lab technician"],
        places=["Basel:CH"],
        review=False,
    ),
    says("put in a dozen applications for bookkeeper roles", "apply", count=12, roles=["bookkeeper"]),
    says(
        "submit my CV to 3 architect jobs in Copenhagen after I approve",
        "apply",
        count=3,
        roles=["architect"],
        places=["Copenhagen:DK"],
    ),
    says("prepare applications for 2 pharmacist jobs in Lyon", "prepare", count=2, roles=["pharmacist"], places=["Lyon:FR"]),
    says("write me a cover letter for a kindergarten teacher job", "prepare", count=1, roles=["kindergarten teacher"]),
    says(
        "get everything ready for 3 veterinarian jobs in Bern but don't send anything",
        "prepare",
        count=3,
        roles=["veterinarian"],
        places=["Bern:CH"],
    ),
    says(
        "I'd like you to apply to five plumber jobs in Leeds, but run each one by me first",
        "apply",
        count=5,
        roles=["plumber"],
        places=["Leeds:GB"],
    ),
    says("go ahead and apply automatically to 10 data entry jobs", "apply", count=10, roles=["data entry"], review=False),
    says(
        "don't send anything until I say so: 5 electrician applications in Bremen",
        "apply",
        count=5,
        roles=["electrician"],
        places=["Bremen:DE"],
    ),
    says(
        "submit applications to all open midwife positions in Kent", "apply", roles=["midwife"], places=["Kent:GB"], left=["all"]
    ),
    says(
        "Could you send my resume to a couple of law firms in Frankfurt?",
        "apply",
        count=2,
        places=["Frankfurt:DE"],
        left=["law firms"],
    ),
    # questions
    says(
        "what's a fair salary for a product designer in Stockholm?",
        "benchmark_salary",
        roles=["product designer"],
        places=["Stockholm:SE"],
    ),
    says("How much do teachers earn in Switzerland", "benchmark_salary", roles=["teacher"], places=["Switzerland:CH"]),
    says("what does a truck driver earn in Poland?", "benchmark_salary", roles=["truck driver"], places=["Poland:PL"]),
    says(
        "average pay for a warehouse supervisor in Memphis",
        "benchmark_salary",
        roles=["warehouse supervisor"],
        places=["Memphis:US"],
    ),
    says(
        "Interview tomorrow at Sainsbury's for store manager, quiz me",
        "prepare_interview",
        roles=["store manager"],
        at=["Sainsbury's"],
        left=["tomorrow"],
    ),
    says(
        "what questions will they ask in a nurse interview at Mayo Clinic?",
        "prepare_interview",
        roles=["nurse"],
        at=["Mayo Clinic"],
    ),
    says("do I know anybody who works at Deutsche Bank?", "find_contacts", at=["Deutsche Bank"]),
    says("find alumni at McKinsey", "find_contacts", at=["McKinsey"]),
    says("is Ryanair a good place to work?", "research_company", at=["Ryanair"]),
    says("look into Oakwood Care Homes for me", "research_company", at=["Oakwood Care Homes"]),
    says(
        "Would I be a good fit for https://careers.example.org/jobs/nurse-12 ?",
        "analyse",
        urls=["https://careers.example.org/jobs/nurse-12"],
    ),
    says("is this job right for me: https://example.com/j/9", "analyse", urls=["https://example.com/j/9"]),
    says("where do my applications stand", "track"),
    says("I applied to Acme yesterday, please keep track of it", "track", at=["Acme"], left=["yesterday"]),
    # when, where to look, how much
    says(
        "new physician assistant openings from Indeed and Glassdoor, since last Friday",
        roles=["physician assistant"],
        sources=["indeed", "glassdoor"],
        days=6,
    ),
    says("Every morning, look for carpenter work in Oslo", roles=["carpenter"], places=["Oslo:NO"], schedule="0 8 * * *"),
    says(
        "twice a day check LinkedIn for UX researcher jobs",
        roles=["ux researcher"],
        sources=["linkedin"],
        schedule="0 8,18 * * *",
    ),
    says(
        "every Tuesday and Thursday at 6pm search pastry chef jobs in Nice",
        roles=["pastry chef"],
        places=["Nice:FR"],
        schedule="0 18 * * 2,4",
    ),
    says(
        "hvac technician earning between 28 and 35 dollars an hour in Phoenix",
        roles=["hvac technician"],
        skills=["hvac"],
        places=["Phoenix:US"],
        salary="28 USD hour",
    ),
    says("Registered Nurse, $90k, Seattle", roles=["registered nurse"], salary="90000 USD year", places=["Seattle:US"]),
    says(
        "security guard jobs in Johannesburg, R15000 a month",
        roles=["security guard"],
        places=["Johannesburg:ZA"],
        salary="15000 ZAR month",
    ),
    says("lecturer in economics, anywhere in the UK", roles=["lecturer"], places=["United Kingdom:GB"], left=["in economics"]),
    says("tutor kids from home", roles=["tutor"], workplace=["remote"], left=["kids"]),
    says(
        "mechanical engineering jobs at Bosch, Siemens or BMW but not in Munich",
        roles=["mechanical engineer"],
        at=["Bosch", "Siemens", "BMW"],
        left=["not in Munich"],
    ),
    says("SALES MANAGER JOBS IN DUBAI, NOT AT EMAAR", roles=["sales manager"], places=["Dubai:AE"], but_not=["EMAAR"]),
    says("falconer jobs in Qatar", roles=["falconer"], places=["Qatar:QA"]),
    says("beekeeping jobs in Tuscany", roles=["beekeeping"], places=["Tuscany:IT"]),
    says("jobs for retired police officers in Ontario", roles=["retired police officer"], places=["Ontario:CA"]),
    says(
        "apply to 3 executive assistant roles at Revolut, N26 and Klarna excluding London",
        "apply",
        count=3,
        roles=["executive assistant"],
        at=["Revolut", "N26", "Klarna"],
        left=["excluding London"],
    ),
    says(
        "nanny job for a family in Geneva, live-in, French speaking",
        roles=["nanny"],
        places=["Geneva:CH"],
        languages=["French"],
        left=["for a family", "live-in"],
    ),
    says("acountant positons in manchster", roles=["accountant"], places=["Manchester:GB"]),
]


@pytest.mark.parametrize(("prompt", "case"), SECOND, ids=[prompt for prompt, _ in SECOND])
def test_other_trades_and_other_words(prompt: str, case: dict[str, Any]) -> None:
    assert compile_goal(prompt, now=WEDNESDAY).model_dump(mode="json") == document(case)
