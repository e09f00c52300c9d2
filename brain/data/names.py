"""Names people drop without a preposition: employers and places where jobs are posted."""

COMPANIES = """Google Microsoft Amazon Meta* Apple* Netflix Facebook Instagram WhatsApp YouTube Alphabet* OpenAI
    Anthropic DeepMind NVIDIA Intel* AMD IBM Oracle* Cisco* Salesforce* SAP* Adobe VMware* Dell* HP Tesla SpaceX Uber* Lyft
    Airbnb Stripe* Square* PayPal Shopify* Datadog* Snowflake* Databricks* Palantir Cloudflare* Twilio GitHub* GitLab*
    Atlassian Slack* Zoom* Notion* Figma* Canva* Dropbox Spotify Pinterest Reddit Twitter X* TikTok ByteDance Snap*
    Discord* Coinbase Robinhood* Plaid* Brex Ramp* Revolut Monzo Wise* N26 Klarna Adyen Zalando HelloFresh Siemens Bosch
    BMW Audi Volkswagen Porsche Mercedes-Benz Mercedes Daimler Bayer BASF Allianz Lufthansa Airbus Boeing Deloitte PwC
    KPMG EY* Accenture McKinsey BCG Bain* Capgemini Infosys Wipro TCS Cognizant HSBC Barclays JPMorgan Citi* UBS Santander
    ING* Walmart Target* Costco Starbucks McDonald's IKEA Nike Adidas Unilever Nestlé Nestle Pfizer Moderna Novartis
    Roche AstraZeneca GSK NHS Tesco Sainsbury's Aldi Lidl DHL FedEx UPS* Disney Sony Samsung Toyota Honda Ericsson Nokia
    Vodafone Booking.com Expedia Grab* Gojek Flipkart Zomato Swiggy Alibaba Tencent Huawei Xiaomi Baidu ByteDance
    Mistral* Cohere* HashiCorp MongoDB* Elastic* Confluent* Asana Miro* Grammarly Duolingo Wayfair eBay Etsy DoorDash
    Instacart Zillow LinkedIn* Workday* Greenhouse* Indeed* Bolt* Deliveroo Trivago SoundCloud GetYourGuide FlixBus
    Personio* Celonis DeepL Contentful Vinted Truecaller Skyscanner ASML Philips Heineken Shell* BP* Equinor Maersk Novo
    Vestas Emirates* Ryanair easyJet Mozilla Wikimedia Canonical Automattic Epic* Valve* Ubisoft EA* Roblox"""
COMPANY_PHRASES = """Goldman Sachs|Morgan Stanley|JP Morgan|J.P. Morgan|Bank of America|Wells Fargo|Capital One|
    Deutsche Bank|Deutsche Bahn|Deutsche Telekom|Red Hat|Jane Street|Two Sigma|Scale AI|Hugging Face|Hugo Boss|
    General Electric|General Motors|Johnson & Johnson|Procter & Gamble|Ernst & Young|Boston Consulting Group|
    Bain & Company|Delivery Hero|Trade Republic|Epic Games|Electronic Arts|Rolls-Royce|Marks & Spencer|Whole Foods|
    Home Depot|Best Buy|Mayo Clinic|Kaiser Permanente|American Express|The New York Times|Just Eat|Novo Nordisk|
    Lockheed Martin|Northrop Grumman"""
"""A trailing ``*`` marks names that are also everyday words, tools or boards: they count only after "at" or in a list of
    companies."""

SOURCES: dict[str, str] = {
    "greenhouse": "greenhouse",
    "lever": "lever",
    "ashby": "ashby",
    "ashbyhq": "ashby",
    "linkedin": "linkedin",
    "linked in": "linkedin",
    "indeed": "indeed",
    "workday": "workday",
    "workable": "workable",
    "smartrecruiters": "smartrecruiters",
    "smart recruiters": "smartrecruiters",
    "recruitee": "recruitee",
    "personio": "personio",
    "teamtailor": "teamtailor",
    "bamboohr": "bamboohr",
    "bamboo hr": "bamboohr",
    "breezy": "breezy",
    "breezyhr": "breezy",
    "jazzhr": "jazzhr",
    "jobvite": "jobvite",
    "icims": "icims",
    "taleo": "taleo",
    "successfactors": "successfactors",
    "rippling": "rippling",
    "pinpoint": "pinpoint",
    "glassdoor": "glassdoor",
    "ziprecruiter": "ziprecruiter",
    "zip recruiter": "ziprecruiter",
    "monster": "monster",
    "dice": "dice",
    "stepstone": "stepstone",
    "xing": "xing",
    "wellfound": "wellfound",
    "angellist": "wellfound",
    "google jobs": "google_jobs",
    "hacker news": "hackernews",
    "hackernews": "hackernews",
    "hn": "hackernews",
    "who is hiring": "hackernews",
    "remoteok": "remoteok",
    "remote ok": "remoteok",
    "we work remotely": "weworkremotely",
    "weworkremotely": "weworkremotely",
    "remotive": "remotive",
    "arbeitnow": "arbeitnow",
    "himalayas": "himalayas",
    "welcome to the jungle": "welcometothejungle",
    "otta": "welcometothejungle",
    "adzuna": "adzuna",
    "reed": "reed",
    "totaljobs": "totaljobs",
    "seek": "seek",
    "naukri": "naukri",
    "the muse": "themuse",
    "usajobs": "usajobs",
    "handshake": "handshake",
    "craigslist": "craigslist",
    "upwork": "upwork",
    "comeet": "comeet",
    "rss": "rss",
    "jooble": "jooble",
}
PLAIN_SOURCES = {
    "linkedin",
    "greenhouse",
    "glassdoor",
    "ziprecruiter",
    "smartrecruiters",
    "stepstone",
    "wellfound",
    "weworkremotely",
    "remoteok",
    "ashby",
}
"""Sources whose name is enough without a preposition ("linkedin jobs")."""
