"""Words that name occupations. None of these lists is needed to be complete: an unknown word that stands where a role
stands is taken as written."""

HEADS = """academic accountant actor actress actuary acupuncturist administrator adviser advisor advocate agent
    agronomist aide allergist ambassador analyst anaesthetist anesthesiologist animator announcer anthropologist
    apprentice arborist archaeologist architect archivist artisan artist assembler assessor assistant associate
    astronomer attendant attorney au-pair auditor author babysitter bailiff baker banker barber barista barrister
    bartender bellhop biochemist biologist biostatistician blacksmith boilermaker bookkeeper bouncer brewer bricklayer
    broker builder butcher butler buyer cabinetmaker camera-operator captain caregiver caretaker carer carpenter
    cartographer cashier caterer ceo cfo chauffeur chef chemist childminder chiropractor choreographer cio ciso
    civil-servant cleaner clerk climatologist clinician cmo coach cobbler coder colorist columnist comedian commissioner
    composer concierge conductor conservator consultant content-creator contractor-manager controller cook coo
    coordinator co-ordinator copywriter coroner correspondent cosmetologist counsel counsellor counselor courier cpo
    craftsman crew cro cto curator custodian dancer dba dealer dean decorator dentist dermatologist deputy designer
    detective dev developer dietician dietitian diplomat dishwasher dispatcher diver doctor docent doorman dramaturg
    draftsman drafter draughtsman driver drummer dressmaker ecologist economist editor educator electrician embryologist
    employee engineer entertainer entomologist epidemiologist ergonomist escrow-officer estimator ethicist evangelist
    examiner executive facilitator farmer farmhand farrier filmmaker financier firefighter fisherman fitter florist
    footballer forager foreman forester framer fundraiser funeral-director gamekeeper gardener genealogist geneticist
    geographer geologist geophysicist glazier governess grader groomer groundskeeper guard guide gynaecologist
    gynecologist hairdresser hairstylist handler handyman handyperson head director president chief vp helper herbalist
    historian host hostess housekeeper housekeeping-supervisor hygienist illustrator immunologist inspector installer
    instructor interpreter inventor investigator investor ironworker jailer janitor jeweler jeweller jockey joiner
    journalist judge labourer laborer landscaper lawyer lecturer librarian lifeguard lineman linguist loader locksmith
    logistician lumberjack machinist magistrate maid maker makeup-artist manager marketer marketeer mason masseur
    masseuse mathematician matron mechanic mediator medic merchandiser metallurgist meteorologist microbiologist midwife
    millwright miner minister mixologist model modeler modeller moderator mortician mover musician nanny naturalist
    naturopath negotiator neurologist neuroscientist neurosurgeon notary novelist nurse nursery-worker nutritionist
    obstetrician oceanographer officer oncologist operative operator ophthalmologist optician optometrist orderly
    organiser organizer ornithologist orthodontist orthopedist osteopath owner packer paediatrician painter paralegal
    paramedic paraprofessional partner pastor pathologist pediatrician pensioner-carer performer pharmacist phlebotomist
    photographer physician physicist physio physiotherapist pianist picker pilot planner planter plasterer plumber
    podiatrist policeman porter potter practitioner preacher presenter priest principal-teacher printer processor
    producer professor programmer projectionist promoter proofreader prosecutor prosthetist provider psychiatrist
    psychologist psychotherapist publicist publisher purchaser quantity-surveyor quant rabbi radiographer radiologist
    ranger receptionist recruiter redactor referee registrar rep reporter representative researcher restorer retoucher
    reviewer rider rigger roaster roofer sailor salesman salesperson saleswoman scaffolder scheduler scientist scorer
    screenwriter scribe sculptor seamstress secretary seller shepherd sheriff singer shopfitter shopkeeper social-worker
    sociologist solicitor sommelier sonographer sourcer specialist sre sdet stagehand statistician steward stewardess
    stocker stonemason storekeeper storeperson strategist stuntman stylist superintendent supervisor surgeon surveyor
    sysadmin tailor tattooist teacher teaching-assistant technician technologist telemarketer teller tester therapist
    tiler toolmaker trader trainee trainer translator transcriber treasurer tutor tv-presenter typist ultrasonographer
    undertaker underwriter upholsterer urologist usher valet valuer veterinarian vet videographer viticulturist vlogger
    volunteer waiter waitress waitstaff warden watchmaker weaver webmaster welder winemaker woodworker worker writer
    zookeeper zoologist engineer-in-test stylist-assistant dev-rel devrel hr-generalist generalist controllership tsr csr
    sdr bdr cna rn lpn gp pa ta nurse-practitioner qa bus-driver crewmember clinician-scientist postdoc phd-student
    fellow intern trainee-manager ux-er boss-maker bosun skipper deckhand baggage-handler stevedore chair lead-hand
    expert professional evaluator annotator labeler labeller"""

WEAK_HEADS = """head president chief vp associate chair crew crewmember dealer deputy employee executive expert fellow
    guide handler helper host intern judge lead maker minister model mover officer operator owner partner processor
    professional provider qa rep reviewer scorer seller specialist ta trainee vet volunteer worker handler pa gp agent
    assistant architect guard manager director hand"""
"""Heads that are too general to be a role without a word before them, or are everyday words."""

FIELDS: dict[str, str] = {
    "accounting": "accountant",
    "accountancy": "accountant",
    "acting": "actor",
    "administration": "administrator",
    "analytics": "analyst",
    "analysis": "analyst",
    "architecture": "architect",
    "auditing": "auditor",
    "baking": "baker",
    "bartending": "bartender",
    "bookkeeping": "bookkeeper",
    "carpentry": "carpenter",
    "cleaning": "cleaner",
    "coaching": "coach",
    "coding": "developer",
    "consulting": "consultant",
    "consultancy": "consultant",
    "cooking": "cook",
    "copywriting": "copywriter",
    "counseling": "counselor",
    "counselling": "counsellor",
    "data science": "data scientist",
    "dentistry": "dentist",
    "design": "designer",
    "development": "developer",
    "driving": "driver",
    "editing": "editor",
    "engineering": "engineer",
    "farming": "farmer",
    "gardening": "gardener",
    "hairdressing": "hairdresser",
    "housekeeping": "housekeeper",
    "journalism": "journalist",
    "landscaping": "landscaper",
    "law": "lawyer",
    "machine learning": "machine learning engineer",
    "deep learning": "deep learning engineer",
    "management": "manager",
    "mechanics": "mechanic",
    "midwifery": "midwife",
    "nursing": "nurse",
    "painting": "painter",
    "pharmacy": "pharmacist",
    "photography": "photographer",
    "physiotherapy": "physiotherapist",
    "plumbing": "plumber",
    "programming": "developer",
    "psychology": "psychologist",
    "recruiting": "recruiter",
    "recruitment": "recruiter",
    "reporting": "reporter",
    "roofing": "roofer",
    "science": "scientist",
    "software": "software developer",
    "surveying": "surveyor",
    "teaching": "teacher",
    "testing": "tester",
    "therapy": "therapist",
    "training": "trainer",
    "translation": "translator",
    "tutoring": "tutor",
    "underwriting": "underwriter",
    "waitressing": "waitress",
    "waiting tables": "waiter",
    "welding": "welder",
    "writing": "writer",
    "devops": "devops engineer",
    "sre": "site reliability engineer",
    "frontend": "frontend developer",
    "front-end": "frontend developer",
    "front end": "frontend developer",
    "backend": "backend developer",
    "back-end": "backend developer",
    "back end": "backend developer",
    "full stack": "full stack developer",
    "full-stack": "full stack developer",
    "fullstack": "full stack developer",
    "babysitting": "babysitter",
    "caregiving": "caregiver",
    "childminding": "childminder",
    "lecturing": "lecturer",
    "nannying": "nanny",
    "catering": "caterer",
    "bricklaying": "bricklayer",
}
"""A field of work, and the person who works in it: "nursing jobs" are jobs for a nurse."""

OPEN_FIELDS = """sales|marketing|warehouse|retail|hospitality|logistics|finance|healthcare|construction|education|legal|
    hr|customer service|customer support|human resources|data|operations|product|procurement|purchasing|supply chain|
    communications|public relations|pr|real estate|insurance|banking|security|it|information technology|customer success|
    business development|quality assurance|quality control|manufacturing|production|tourism|fashion|media|advertising|
    fundraising|policy|research|research and development|r&d|social work|social care|childcare|elderly care|health care|
    data entry|call center|call centre|admin|administrative|clerical|office|secretarial|cyber security|cybersecurity|
    information security|infosec|investment banking|private equity|venture capital|growth|seo|social media|content|
    community|partnerships|account management|project management|product management|event management|property management|
    aviation|agriculture|beauty|fitness|sports|government|public sector|non-profit|nonprofit|ngo|energy|renewable energy|
    automotive|pharma|pharmaceutical|biotech|fintech|gaming|games|e-commerce|ecommerce|telecom|maritime|military|defense|
    defence|delivery|kitchen|restaurant|hotel|bar|factory|shop|store|cruise ship|airline|airport|hospital|school|museum|
    library|farm|art|music|theatre|theater|film|robotics|embedded|firmware|qa|ai|ux|ui|ux/ui|ui/ux"""
"""Fields that name no person: kept as written."""

MODIFIERS = """account accounts administrative ai algorithm android api applications application aerospace art assistant
    audio automation automotive backend back-end bi big biomedical brand business call care chemical chief child civil
    claims clinical cloud commercial communications community compliance content corporate creative credit critical
    customer cyber data database delivery dental design desktop devops digital distribution electrical electronic
    electronics elementary embedded emergency engineering enterprise environmental events executive facilities field
    finance financial firmware forklift frontend front-end fullstack full-stack full stack game games general geospatial
    graphic graphics growth hardware health healthcare high high-school hotel hr icu implementation industrial
    information infrastructure infosec insurance integration interior investment it kindergarten lab laboratory legal
    line logistics machine maintenance management manufacturing marketing mathematics math maths mechanical media medical
    mental middle ml mobile motion music network nlp night nuclear office operations paediatric pediatric payroll
    performance performing personal petroleum physical platform police policy portfolio preschool primary private
    procurement process product production program project property public qa quality quantitative real registered
    release research retail risk robotics rotating safety sales school science scrum search secondary security site
    social software solution solutions special staff store strategy structural sub substitute supply support surgical
    sustainability system systems talent tax teaching technical technology test theatre training transport travel
    treasury truck ui user ux ux/ui ui/ux veterinary video visual warehouse water web wholesale wind x-ray yoga youth bus
    delivery-van van taxi train heavy piano guitar swimming hgv"""
"""Words that stand before a head; two of them joined by "and" or "or" share the head after them."""

NAMED_ROLES = """chief of staff|scrum master|product owner|site reliability|team lead|tech lead|technical lead|
    team leader|shift leader|crew member|team member|business partner|sales lead|maitre d'|sous chef|chef de partie|
    principal investigator|chef de rang|chef de cuisine|au pair|software engineer in test|assistant to the ceo|
    stay at home carer|quantity surveyor|civil servant|member of technical staff|lead generation specialist|
    ui/ux designer|ux/ui designer|nurse practitioner|working student|personal assistant|virtual assistant|
    executive assistant|account executive|account manager|call center agent|call centre agent|data entry|customer support|
    customer service|tech support|technical support|it support|help desk|helpdesk|front desk|front of house|back of house|
    bar staff|kitchen staff|office staff|cabin crew|flight attendant|air traffic controller|security guard|night porter|
    staff nurse|charge nurse|ward sister|school principal|stay-at-home nanny|general manager|managing director|
    art director|creative director|film director|music director|medical director|funeral director|finance director|
    executive chef|pastry chef|head chef|line cook|head nurse|head teacher|headteacher|master electrician|
    staff accountant|lead generation manager|associate professor|assistant professor|product marketing|developer advocate|
    developer relations|dev rel|public relations|human resources|machine learning ops|revenue operations|
    research associate|research assistant|teaching assistant|dental hygienist|social media manager|ml ops|
    quality assurance|business analyst"""
"""Roles that the general grammar would cut in the wrong place."""

SAME_ROLE: dict[str, str] = {
    "front-end": "frontend",
    "front end": "frontend",
    "back-end": "backend",
    "back end": "backend",
    "full-stack": "full stack",
    "fullstack": "full stack",
    "dev": "developer",
    "devs": "developer",
    "swe": "software engineer",
    "sde": "software engineer",
    "mle": "machine learning engineer",
    "eng": "engineer",
    "head-of": "head of",
    "vice president": "vp",
    "co-ordinator": "coordinator",
    "headteacher": "head teacher",
    "golang": "go",
    "reactjs": "react",
    "react.js": "react",
    "nodejs": "node.js",
    "pm": "pm",
}

ABBREVIATED = """swe sde mle sre sdet qa dba sdr bdr csr tsr cna rn lpn ceo cto cfo coo cmo cio ciso cpo cro sysadmin devrel"""
"""Short forms that are a role by themselves."""

ALSO_VERBS = """model coach guide judge host cook guard mover chair hand crew partner lead match offer ta pa expert experts
    counsel doctor pilot"""
"""Occupations that are also things one does: after "to" or "please" they are verbs."""
