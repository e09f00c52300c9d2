"""Everyday words by what they must not be taken for. Words are separated by spaces."""

STOP = """a an the this that these those some any each every either both all my your our his her their its me i i'm i'd
    i'll i've im we us you he she it they them who whom whose which what where when why how is are am was were be
    been being do does did doing done have has had having will would shall should can could may might must need
    needs want wants wanted wanting like likes love prefer preferably please pls plz kindly thanks thank thx cheers
    hey hi hello dear ok okay just only maybe perhaps also too so then now right currently immediately soon asap
    really very quite and or but plus as at by for from in into of off on onto out over per than to up via with
    within without about around near if while until before after again there here not no nor find get give go let
    let's lets look looking looks see show search seek seeking hunt hunting list pull bring fetch make help try
    trying start keep job jobs role roles position positions opening openings vacancy vacancies opportunity
    opportunities gig gigs posting postings listing listings career careers employment work working works stellen
    post posts job's hiring hire hires hired open available live advertised ad ads offer offers offered posted
    published listed application applications applicant resume resumes cv cvs profile candidate best good great nice
    suitable relevant matching match matches appropriate fitting interesting possible potential perfect ideal decent
    someone somebody anyone anybody something anything everything one ones thing things kind kinds sort type types
    way ways lot lots bunch more most next based located area areas region city cities country place places
    experience experienced knowledge skill skills background expertise proficiency proficient familiar familiarity
    using use know knowing knows stack required requires requiring requirement requirements involving involves
    including include includes salary salaries pay paying pays paid compensation rate money earning earn earns
    company companies employer employers oder und bei als auf mit für fur suche finde ein eine einen einem einer der
    die das den dem ich today's e.g eg etc ie e g d s t ll re ve m still already other others another same such self
    themselves top first several many much few new jobseeker able level requisition requisitions speaking spoken
    speak speaks speaker speakers language fluent native remotely ideally mainly mostly primarily possibly hopefully
    specifically especially behind yourself exp needed urgent urgently area's close nearby commutable commuting
    distance surrounding surroundings greater metro metropolitan submit submitting apply applying send sending"""
"""Words that say nothing by themselves: left over, they are not worth reporting."""

BREAKS = """a an the this that these those some any my your our me i we you it they and or but as at by for from in into of
    off on out over per to up via with within without about around near if while until before after find get give go
    look looking show search seek seeking hunt hunting list help apply applying is are who what where which how
    please then want need there also send prepare draft am was be do does can could would should i'm i'd not no nor
    hiring hire like open available more other only just und oder als bei ein eine einen einem einer der die das den
    dem ich im good best great nice suitable relevant matching interesting decent perfect right top all every
    several many few new hey hi hello someone anyone working work works based located applications application
    letters letter resumes resume cvs cv drafts day days week weeks month months today tomorrow morning evening
    check remind specifically especially ideally preferably mainly mostly possibly maybe currently experienced using
    job jobs role roles position positions opening openings vacancy vacancies"""
"""Words no role, company or field stretches over."""

VAGUE = """interesting challenging upcoming existing remaining missing well-paid well-paying high-paying highpaying
    highly-paid well paid better-paid lucrative exciting cool fun easy stable meaningful challenging amazing awesome
    dream high-quality quality urgent flexible legit legitimate simple low-stress stress-free high-growth
    fast-growing local international big small large tech prestigious rewarding chill cushy real actual random
    different various similar weird other crazy unique higher-paying paying best-paid serious solid fantastic
    excellent wonderful super"""
"""What people say of a job and no board can search for."""

EVERYDAY = """week weeks month months today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday hours
    hour years year least minimum maximum between morning evening night daily hourly weekly monthly contact contacts
    tracks track since salary visa sponsorship relocation benefits startups startup agencies agency consultancies
    review reviews asking telling sending ready drafts draft letter letters cover companies culture interviews
    company people person friend friends family world never always another about above below under couple dozen
    hundred thousand twenty thirty forty fifty sixty seventy eighty ninety posting posted weekend weekends shift
    shifts bonus equity stock options pension health insurance union holiday holidays vacation benefit flexible
    school schools hospital hospitals university private public state college degree settle corner hungry diving
    panting rotting reactor treasure unclear surname roster forger drier pacer signer stoker tiller minster waver
    crooner automaton cameron alexandra harlem waldorf boson basil framing sever naive exert posed trails claims
    munch median archeologist anesthetist medial bolder stripe block where there their these those which while would
    could should every other better worse cheap large small young early later range money worth sponsor sponsored
    sponsors bring brings"""
"""Common words near a role or a place in spelling, which must not be mended into one."""

EVERYDAY_FIELDS = """law science design management software training testing development writing reporting acting therapy painting
    driving editing analysis administration architecture coaching cooking cleaning mechanics it bar shop store film
    art music content product growth policy research delivery security data production energy community media school
    library office factory hotel restaurant hospital airport airline games gaming beauty sports fitness operations
    communications pr ai ui ux qa seo admin military government education finance banking insurance legal fashion
    advertising partnerships museum farm kitchen theatre theater aviation agriculture tourism purchasing
    manufacturing automotive telecom maritime defense defence embedded firmware robotics clerical secretarial
    administrative pharma biotech fintech ecommerce"""
"""Fields too common as words to be a role without "jobs" or "in" beside them."""

EMPLOYER_KINDS = """startup startups company companies agency agencies bank banks firm firms hospital hospitals school schools
    consultancy consultancies university universities nonprofit nonprofits charity charities hotel hotels restaurant
    restaurants employer employers recruiter recruiters business businesses corporation corporations enterprise
    enterprises organisation organisations organization organizations ngo ngos lab labs clinic clinics shop shops
    store stores faang maang fintech fintechs unicorn unicorns scaleup scaleups scale-ups studio studios bodyshops
    outsourcers headhunters intermediaries middlemen institute institutes college colleges airline airlines factory
    factories warehouse warehouses cafe cafes supermarket supermarkets council councils government retailer
    retailers brand brands museum museums place places team teams office offices pharmacy kindergarten nursery
    nurseries practice practices department outfit outfits shopfloor home homes consultants consulting"""
"""Kinds of employer, which are no employer's name."""

TIMES = """today tomorrow tonight yesterday monday tuesday wednesday thursday friday saturday sunday next week month soon
    later weekend morning afternoon evening phone video technical onsite"""
"""Words of time, which are no employer's name."""

GOAL_WORDS = """remote hybrid onsite senior junior internship internships freelance contract temporary english applications
    application positions position without posted salary companies openings vacancies interview prepare research
    recruiters analyse analyze weekday experience looking search please roles apply opportunities"""
"""Words of goals that are neither roles nor places, worth mending a slip into."""

NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty"""
