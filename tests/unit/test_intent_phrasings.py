"""Phrasings as people write them, and exactly the goal each one means."""

from typing import Any

import pytest

from brain.intent import compile_goal
from tests.support.intent_cases import WEDNESDAY, document, says

FIRST = [
    # what to do, in many manners
    says(
        "Find 5 remote python jobs and apply.",
        "apply",
        count=5,
        roles=["python developer"],
        skills=["python"],
        workplace=["remote"],
    ),
    says("remote python jobs", roles=["python developer"], skills=["python"], workplace=["remote"]),
    says("find me senior backend engineers roles", roles=["backend engineer"], seniority=["senior"]),
    says("Could you please look for data engineer positions in Berlin?", roles=["data engineer"], places=["Berlin:DE"]),
    says("I'm looking for a job as a product manager in London", roles=["product manager"], places=["London:GB"]),
    says(
        "apply to 3 devops engineer roles at Stripe or Datadog",
        "apply",
        count=3,
        roles=["devops engineer"],
        at=["Stripe", "Datadog"],
    ),
    says(
        "Send out ten applications for frontend developer jobs in Munich",
        "apply",
        count=10,
        roles=["frontend developer"],
        places=["Munich:DE"],
    ),
    says("draft 4 applications for data analyst roles but don't send them", "prepare", count=4, roles=["data analyst"]),
    says("Draft a cover letter for https://jobs.example.com/42", "prepare", count=1, urls=["https://jobs.example.com/42"]),
    says(
        "tailor my resume for https://boards.greenhouse.io/acme/jobs/123",
        "prepare",
        count=1,
        urls=["https://boards.greenhouse.io/acme/jobs/123"],
    ),
    says("what should I ask for in Berlin as a data engineer", "benchmark_salary", roles=["data engineer"], places=["Berlin:DE"]),
    says(
        "How much does a senior accountant make in Zurich?",
        "benchmark_salary",
        roles=["accountant"],
        seniority=["senior"],
        places=["Zurich:CH"],
    ),
    says("salary range for nurses in Ireland", "benchmark_salary", roles=["nurse"], places=["Ireland:IE"]),
    says("prepare me for the Stripe interview", "prepare_interview", at=["Stripe"]),
    says(
        "I have an interview at Acme Robotics for a backend engineer role, help me prepare",
        "prepare_interview",
        at=["Acme Robotics"],
        roles=["backend engineer"],
    ),
    says("mock interview for a product designer job at Figma", "prepare_interview", roles=["product designer"], at=["Figma"]),
    says("who do I know at Datadog", "find_contacts", at=["Datadog"]),
    says("find recruiters at Shopify", "find_contacts", at=["Shopify"]),
    says("Can anyone refer me at Google?", "find_contacts", at=["Google"]),
    says("tell me about Acme", "research_company", at=["Acme"]),
    says("Research Northwind Traders", "research_company", at=["Northwind Traders"]),
    says("what's it like to work at Siemens?", "research_company", at=["Siemens"]),
    says("analyse https://jobs.lever.co/acme/7f3", "analyse", urls=["https://jobs.lever.co/acme/7f3"]),
    says("How well do I fit this job? https://example.com/jobs/1.", "analyse", urls=["https://example.com/jobs/1"]),
    says("https://example.com/jobs/1", "analyse", urls=["https://example.com/jobs/1"]),
    says(
        "apply to https://example.com/jobs/1 and https://example.org/j/2",
        "apply",
        count=2,
        urls=["https://example.com/jobs/1", "https://example.org/j/2"],
    ),
    says("track my applications", "track"),
    says("what's the status of my applications?", "track"),
    says("find python jobs but don't apply", roles=["python developer"], skills=["python"]),
    says(
        "apply to two python jobs but do not submit anything", "prepare", count=2, roles=["python developer"], skills=["python"]
    ),
    says("Find jobs I can apply to in Vienna", places=["Vienna:AT"]),
    says("are there any nursing jobs in Leeds?", roles=["nurse"], places=["Leeds:GB"]),
    # how many
    says("a couple of java jobs", count=2, roles=["java developer"], skills=["java"]),
    says("apply to a few sales manager roles", "apply", count=3, roles=["sales manager"]),
    says("half a dozen QA engineer jobs please", count=6, roles=["qa engineer"]),
    says("show me a dozen UX designer openings", count=12, roles=["ux designer"]),
    says("top 10 machine learning engineer jobs", count=10, roles=["machine learning engineer"], skills=["machine learning"]),
    says("up to 7 rust jobs", count=7, roles=["rust developer"], skills=["rust"]),
    says("apply to one electrician job in Hamburg", "apply", count=1, roles=["electrician"], places=["Hamburg:DE"]),
    says("apply for a receptionist job in Dublin", "apply", count=1, roles=["receptionist"], places=["Dublin:IE"]),
    says("apply to as many react jobs as possible", "apply", roles=["react developer"], skills=["react"], left=["as many"]),
    says("find twenty-five civil engineer jobs", count=25, roles=["civil engineer"]),
    says("Find 20 data scientist jobs and apply to the best 5", "apply", count=5, roles=["data scientist"], left=["20"]),
    says("get me fifteen golang gigs", count=15, roles=["go developer"], skills=["go"]),
    # roles and skills
    says("backend or frontend engineer jobs", roles=["backend engineer", "frontend engineer"]),
    says(
        "data scientist, data analyst and data engineer jobs in Paris",
        roles=["data scientist", "data analyst", "data engineer"],
        places=["Paris:FR"],
    ),
    says("Python developer with Django and PostgreSQL", roles=["python developer"], skills=["python", "django", "postgresql"]),
    says(
        "full stack developer, React, Node.js, TypeScript, remote",
        roles=["full stack developer"],
        skills=["react", "node.js", "typescript"],
        workplace=["remote"],
    ),
    says("C++ jobs in Stuttgart", roles=["c++ developer"], skills=["c++"], places=["Stuttgart:DE"]),
    says(
        "C# or .NET developer in Manchester",
        roles=["c# developer", ".net developer"],
        skills=["c#", ".net"],
        places=["Manchester:GB"],
    ),
    says("Go developer jobs", roles=["go developer"], skills=["go"]),
    says("head of marketing in Amsterdam", roles=["head of marketing"], seniority=["head"], places=["Amsterdam:NL"]),
    says("VP of Engineering roles in New York", roles=["vp of engineering"], seniority=["vp"], places=["New York:US"]),
    says(
        "site reliability engineer with kubernetes, terraform and aws experience",
        roles=["site reliability engineer"],
        skills=["kubernetes", "terraform", "aws"],
    ),
    says("backend engineering jobs in San Francisco", roles=["backend engineer"], places=["San Francisco:US"]),
    says("jobs in marketing in Lisbon", roles=["marketing"], places=["Lisbon:PT"]),
    says("warehouse jobs near Rotterdam", roles=["warehouse"], places=["Rotterdam:NL"]),
    # seniority and kind of employment
    says("junior java developer jobs", roles=["java developer"], skills=["java"], seniority=["junior"]),
    says("entry level marketing assistant", roles=["marketing assistant"], seniority=["junior"]),
    says("sr. software engineer roles", roles=["software engineer"], seniority=["senior"]),
    says("mid-level or senior devops engineers", roles=["devops engineer"], seniority=["mid", "senior"]),
    says("staff or principal engineer at Airbnb", roles=["engineer"], seniority=["staff", "principal"], at=["Airbnb"]),
    says("software engineer with 5+ years of experience", roles=["software engineer"], seniority=["senior"]),
    says(
        "software engineering internships in Toronto",
        roles=["software engineer"],
        employment=["internship"],
        places=["Toronto:CA"],
    ),
    says("software engineer intern", roles=["software engineer"], seniority=["intern"]),
    says("part-time barista jobs in Melbourne", roles=["barista"], employment=["part_time"], places=["Melbourne:AU"]),
    says(
        "contract or freelance react developer work",
        roles=["react developer"],
        skills=["react"],
        employment=["contract", "freelance"],
    ),
    says("full time teacher positions", roles=["teacher"], employment=["full_time"]),
    says("temp receptionist", roles=["receptionist"], employment=["temporary"]),
    # where
    says("nurse jobs in Berlin or Munich", roles=["nurse"], places=["Berlin:DE", "Munich:DE"]),
    says("accountant jobs anywhere in Germany", roles=["accountant"], places=["Germany:DE"]),
    says(
        "electrical engineer in München, Köln oder Zürich",
        roles=["electrical engineer"],
        places=["Munich:DE", "Cologne:DE", "Zurich:CH"],
    ),
    says("data engineer in the EU", roles=["data engineer"], places=["EU"]),
    says(
        "remote within the US, site reliability engineer",
        roles=["site reliability engineer"],
        workplace=["remote"],
        places=["United States:US"],
    ),
    says("software engineer in Austin, TX", roles=["software engineer"], places=["Austin, TX:US"]),
    says("chef jobs in or near Lyon", roles=["chef"], places=["Lyon:FR"]),
    says("product manager roles in the Bay Area or NYC", roles=["product manager"], places=["Bay Area:US", "New York:US"]),
    says("project managers across DACH", roles=["project manager"], places=["DACH"]),
    says("translator jobs in California", roles=["translator"], places=["California:US"]),
    says("carpenter jobs in Gütersloh", roles=["carpenter"], places=["Gütersloh"]),
    says("welder in Berlin, Germany", roles=["welder"], places=["Berlin:DE"]),
    says("UK or Ireland based copywriter jobs", roles=["copywriter"], places=["United Kingdom:GB", "Ireland:IE"]),
    # remote or not
    says("hybrid or remote project manager", roles=["project manager"], workplace=["hybrid", "remote"]),
    says(
        "java developer in Warsaw, no remote",
        roles=["java developer"],
        skills=["java"],
        places=["Warsaw:PL"],
        workplace=["hybrid", "onsite"],
    ),
    says("copywriter jobs, not on-site", roles=["copywriter"], workplace=["remote", "hybrid"]),
    says("work from home customer support jobs", roles=["customer support"], workplace=["remote"]),
    says("WFH data entry clerk", roles=["data entry clerk"], workplace=["remote"]),
    says("in-office lawyer jobs in Madrid", roles=["lawyer"], places=["Madrid:ES"], workplace=["onsite"]),
    says("fully remote sysadmin jobs", roles=["sysadmin"], workplace=["remote"]),
    # money
    says(
        "remote rust jobs paying at least 120k",
        roles=["rust developer"],
        skills=["rust"],
        workplace=["remote"],
        salary="120000 - year",
    ),
    says("software architect in Boston, $150,000+", roles=["software architect"], places=["Boston:US"], salary="150000 USD year"),
    says("data engineer over €70k in Madrid", roles=["data engineer"], places=["Madrid:ES"], salary="70000 EUR year"),
    says("60-80k EUR backend developer", roles=["backend developer"], salary="60000 EUR year"),
    says(
        "contract java developer £500 a day in London",
        roles=["java developer"],
        skills=["java"],
        employment=["contract"],
        places=["London:GB"],
        salary="500 GBP day",
    ),
    says("electrician jobs $60/h", roles=["electrician"], salary="60 USD hour"),
    says("100k+ devops engineer in Berlin", roles=["devops engineer"], places=["Berlin:DE"], salary="100000 EUR year"),
    says("jobs with a salary of 45.000 € for paralegals", roles=["paralegal"], salary="45000 EUR year"),
    says(
        "product manager, minimum CHF 130'000, Zurich", roles=["product manager"], places=["Zurich:CH"], salary="130000 CHF year"
    ),
    # when posted
    says("python jobs posted today", roles=["python developer"], skills=["python"], days=1),
    says("data analyst jobs from the last 24 hours", roles=["data analyst"], days=1),
    says("nurse jobs posted this week", roles=["nurse"], days=7),
    says("driver jobs from the past 3 days", roles=["driver"], days=3),
    says("new copywriter jobs", roles=["copywriter"], days=7),
    says("fresh kotlin jobs", roles=["kotlin developer"], skills=["kotlin"], days=7),
    says("accountant jobs posted since Monday", roles=["accountant"], days=3),
    # companies
    says("software engineer jobs but not at Amazon", roles=["software engineer"], but_not=["Amazon"]),
    says("apply to 5 designer jobs except Meta and Google", "apply", count=5, roles=["designer"], but_not=["Meta", "Google"]),
    says("data engineer jobs, no agencies", roles=["data engineer"], left=["no agencies"]),
    says("backend engineer at stripe", roles=["backend engineer"], at=["Stripe"]),
    says("apply to Stripe and Datadog", "apply", at=["Stripe", "Datadog"]),
    # sources
    says("find python jobs on LinkedIn", roles=["python developer"], skills=["python"], sources=["linkedin"]),
    says("search nurse jobs via Greenhouse and Lever", roles=["nurse"], sources=["greenhouse", "lever"]),
    says("cook jobs on FooBoard", roles=["cook"], left=["on FooBoard"]),
    # languages
    says(
        "German-speaking customer support jobs in Lisbon", roles=["customer support"], languages=["German"], places=["Lisbon:PT"]
    ),
    says("copywriter jobs in French", roles=["copywriter"], languages=["French"]),
    says("English teacher jobs in Japan", roles=["english teacher"], places=["Japan:JP"]),
    # reviewed or not
    says(
        "find 5 python jobs and apply without asking me",
        "apply",
        count=5,
        roles=["python developer"],
        skills=["python"],
        review=False,
    ),
    says("auto-apply to 10 support engineer jobs", "apply", count=10, roles=["support engineer"], review=False),
    says("apply to 3 lawyer jobs, let me review first", "apply", count=3, roles=["lawyer"]),
    says("apply to 3 nurse jobs but show me before sending", "apply", count=3, roles=["nurse"]),
    says("apply to 4 nurse jobs but never submit without asking me", "apply", count=4, roles=["nurse"]),
    # again and again
    says(
        "every weekday at 8 find new python jobs", roles=["python developer"], skills=["python"], days=7, schedule="0 8 * * 1-5"
    ),
    says("search for data jobs daily at 9:30am", roles=["data"], schedule="30 9 * * *"),
    says("every Monday find nurse jobs in Leeds", roles=["nurse"], places=["Leeds:GB"], schedule="0 8 * * 1"),
    says("hourly search for rust jobs", roles=["rust developer"], skills=["rust"], schedule="0 * * * *"),
    # spelling and shouting
    says(
        "FIND 5 REMOTE PYTHON JOBS AND APPLY",
        "apply",
        count=5,
        roles=["python developer"],
        skills=["python"],
        workplace=["remote"],
    ),
    says("find remtoe pyhton jobs", roles=["python developer"], skills=["python"], workplace=["remote"]),
    says("sofware enginer in berlin", roles=["software engineer"], places=["Berlin:DE"]),
    says("Find Senior Data Engineer Jobs In New York", roles=["data engineer"], seniority=["senior"], places=["New York:US"]),
    # what cannot be said in a goal is reported
    says(
        "data engineer jobs with visa sponsorship in Berlin",
        roles=["data engineer"],
        places=["Berlin:DE"],
        left=["with visa sponsorship"],
    ),
    says("well-paid nurse jobs", roles=["nurse"], left=["well-paid"]),
    says("python jobs at startups", roles=["python developer"], skills=["python"], left=["at startups"]),
]


@pytest.mark.parametrize(("prompt", "case"), FIRST, ids=[prompt for prompt, _ in FIRST])
def test_a_phrasing_means_exactly_its_goal(prompt: str, case: dict[str, Any]) -> None:
    assert compile_goal(prompt, now=WEDNESDAY).model_dump(mode="json") == document(case)
