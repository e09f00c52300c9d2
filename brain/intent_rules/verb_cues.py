"""How people say what to do: one pattern per manner of speaking, over lower-case text."""

from brain.intent_rules.words import JOB_NOUN

PAPERS = r"(?:applications?|resumes?|cvs?|cover letters?|letters?|motivation letters?|candidac(?:y|ies))"

DOCUMENTS = (
    r"(?:cover letters?|motivation letters?|letters? of motivation|application letters?|resumes?"
    r"|cvs?|application documents?|application packages?|documents)"
)

NEGATION = (
    r"(?:do not|don't|dont|do nt|never|not|without|won't|will not|shouldn't|should not|no need to"
    r"|hold off on|stop short of|rather than|instead of)"
)

ACT = r"(?:apply(?:ing)?|submit(?:ting)?|send(?:ing)?(?: (?:out|off|in))?|actually (?:apply|submit|send)|file|filing)"

OBJECT = (
    r"(?: (?:it|them|any|any of them|anything|these|those|to any(?:thing)?(?: of them)?|to them"
    r"|to it|for them|for any|the applications?|applications?|out|off|in|yet|now|for now|so far"
    r"|just yet|to any jobs?|me|for me|any applications?))*"
)

SUBJECT_END = r"[.,;!?\0\1]|$"

TRACK = (
    r"\b(?:keep track of|track(?:ing)?|follow(?:ing)? up (?:on|with)|monitor)\b(?: (?:all|the"
    r"|of|my|our|status|progress|recent|previous|past|old|every)\b)*(?: (?:of )?(?:my )?(?:job )?(?:applications?"
    r"|status|progress))?(?! record)",
    r"\b(?:what(?:'s| is)|whats|show|give|check|any|see|get|tell)?(?: me)? ?(?:the |my )?(?:current )?(?:status"
    r"|updates?|progress|news)(?: report)? (?:of|on|for|about|from|with) (?:all )?(?:of )?(?:my"
    r"|the|our)? ?(?:job )?(?:\w+ )?applications?",
    r"\b(?:my|the) applications?'? (?:status|pipeline|history|tracker|progress)|\bapplication (?:status|tracker|history)",
    r"\b(?:list|show|see|view|display)(?: me)? (?:all )?(?:of )?(?:my|the) (?:\w+ )?applications?"
    r"|\bhow (?:are|is|do) my applications?(?: \w+){0,2}|\bwhere (?:do|are) (?:my|all my) applications?(?: \w+)?"
    r"|\bwhere did i apply|\b(?:which|what) (?:jobs|companies|positions|roles)(?: have| did)? i(?:'ve"
    r"| have)? (?:already )?(?:apply|applied)(?: (?:to|for))?",
    r"\b(?:i(?:'ve| have)?(?: just| already)? applied|i (?:just |already )?(?:sent|submitted) (?:an "
    r"|my )?(?:application|cv|resume))(?! (?:for )?(?:before|everywhere))|\b(?:log|record|note"
    r"|mark|register|set|move|update|add|change|delete|remove|withdraw)(?: down)? (?:that |my "
    r"|an? |the |this |these )*(?=(?:[\w.&-]+ ){0,3}?applications?\b(?! (?:for|letter)))|\b(?:show "
    r"|list |see )?(?:me )?(?:all )?(?:the |my )?applications (?:that )?i(?:'ve| have)? (?:already )?(?:sent"
    r"|submitted|made|filed)",
)
"""Asking after, or noting, applications already made."""

CONTACTS = (
    r"\bwho (?:do|can|could|should|might|would) (?:i|we) (?:already )?(?:know|reach(?: out to)?"
    r"|contact|ask|talk to|message|approach|write to|connect with)\b(?: (?:that |who )?(?:works?"
    r"|working|is|inside))*",
    r"\b(?:do|does) (?:i|we) (?:already )?(?:know|have) (?:anyone|anybody|someone|people|any(?: \w+)? (?:contacts"
    r"|connections|friends)|contacts|connections)(?: (?:that |who )?(?:works?|working|is|inside))*"
    r"|\b(?:anyone|anybody|someone|people|friends) (?:that )?(?:i|we) know\b(?: (?:who |that )?(?:works?"
    r"|working|is))*|\bknow (?:anyone|someone|anybody)(?: (?:who |that )?(?:works?|working|is))*",
    r"\b(?:can|could|would|will|does) (?:anyone|anybody|someone) (?:refer|introduce|recommend"
    r"|vouch for) me|\bwho (?:can|could|would|might) (?:refer|introduce|recommend) me|\b(?:refer"
    r"|introduce) me(?: to (?:someone|anyone|people))?|\b(?:get|find|need|want|looking for|ask for"
    r"|looking to get)(?: me)? (?:a |an |some )?(?:referrals?|warm intro(?:duction)?s?|intro(?:duction)?s?"
    r"|connections?)\b",
    r"\b(?:find|get|show|list|identify|locate|search(?: for)?|look(?:ing)? (?:for|up)|give|see"
    rf"|need|want)(?: me)?(?: \d+| a few| some| any| all| my| the| an?)* (?:(?!{JOB_NOUN})[\w-]+ ){{0,2}}?(?:contacts?"
    r"|connections?|referrals?|referrers?|alumni|alums|hiring managers?|recruiters?|talent acquisition people"
    r"|people|employees|insiders?|former colleagues|ex-colleagues|someone|anyone)(?= (?:i know"
    r"|who works?|that works?|working|at|in my network|from|inside|for|of)\b)(?: (?:i know|who works?"
    r"|that works?|working|in my network|from my \w+|inside))*(?! (?:jobs?|roles?|positions?))",
    r"\b(?:my )?(?:network|contacts|connections|alumni|referrals?)(?= (?:at|inside|in|within|for) )"
    r"|\b(?:(?:connect|link|hook) me (?:up )?(?:with|to)|put me in touch with)(?: (?:some|a|the"
    r"|recruiters?|people|someone|anyone|employees|hiring managers?))*|\bwho (?:works|is working)(?= (?:at"
    r"|for|in|inside)\b)(?: (?:for|in|inside))?|\bwho(?:'s| is) (?:the )?(?:hiring manager|recruiter)(?: for)?",
)
"""Asking for people inside a company."""

SALARY = (
    r"\b(?:how much|what)(?: (?:money|salary|pay|compensation|base|comp))? (?:does|do|should|would"
    r"|can|could|will|might|is|are|did)(?: (?:i|we|you|one|someone|people))?(?: (?:ask(?: for)?"
    r"|charge|earn|make|expect|get paid|request|negotiate(?: for)?|demand|be (?:paid|earning|making"
    r"|asking(?: for)?|worth)|say (?:for )?my salary expectations?))(?: to (?:earn|make|get))?(?: paid)?",
    r"\b(?:how much|what) (?:does|do|would|can|could|is|are)(?=[^.?!]*\b(?:earns?|makes?|paid"
    r"|get paid|worth|pays?|salary|cost)\b)",
    r"\b(?:what(?:'s| is| are)|whats)(?: (?:the|a|an|typical|average|usual|normal|fair|current"
    r"|going|market|good|median|decent|reasonable|realistic))*(?: \w+)? ?(?:salar(?:y|ies)|pay"
    r"|wages?|rates?|compensation|comp|earnings?|income)(?: (?:range|level|band|expectation))?s?",
    r"\b(?:salary|pay|wage|compensation|comp|rate)s? (?:range|benchmark(?:ing)?|band|data|check"
    r"|research|comparison|survey|report|estimate|level|info(?:rmation)?|negotiation|statistics"
    r"|stats|figures|insights?|guide|scale)s?(?: (?:for|of))?",
    r"\b(?:average|median|typical|usual|market|going|fair|expected) (?:salar(?:y|ies)|pay|wages?"
    r"|rates?|compensation|income)|\bsalar(?:y|ies) (?:for|of|in)\b|\bsalaries\b|\bsalary expectations?\b"
    r"|\bgoing rate\b|\bmarket (?:rate|value)\b|\bbenchmark(?:ing)?\b(?: (?:the |my |a )?(?:salary"
    r"|pay|salaries|compensation))?",
    r"\b(?:am i|are we) (?:being )?(?:under|over|fairly |well )-?paid|\bis (?=(?:\W|\w)*\b(?:a )?(?:good"
    r"|fair|reasonable|decent|enough|low|competitive)\b)|\bwhat am i worth|\bhow much (?=[^.?!]*\b(?:salary"
    r"|pay|paid|earn|make)\b)|\bcompare (?:salaries|pay|wages)",
)
"""Asking what a job pays; from `SALARY_STRONG` on, words that a search may also hold."""

SALARY_STRONG = 3

INTERVIEW_WORK = (
    r"(?:prepar(?:e|ing|ation)|prep(?:ping)?|get(?:ting)? (?:me )?ready|ready|practi[cs](?:e|ing)"
    r"|train(?:ing)?|rehears(?:e|al|ing)|coach(?:ing)?|mock|simulat(?:e|ion)|stud(?:y|ying)|help"
    r"|quiz|drill|questions?|tips|brief|guide|have an?|have my|got an?|got my|upcoming|what (?:will"
    r"|would|might|should|do|can)|how (?:to|do i|should i)|expect|ace|pass|invited|nervous|invitation)"
)

INTERVIEW = (
    r"\b(?:phone |video |technical |tech |onsite |on-site |final |first |second |mock |job |coding "
    r"|system design |behaviou?ral |hr |panel |screening )*interview(?:s|ing)?\b(?: (?:prep(?:aration)?"
    r"|practice|questions?|tips|coaching|simulation|guide|process|loop|round|session|stage))*"
)
"""With a word of `INTERVIEW_WORK` somewhere, getting ready for an interview."""

RESEARCH = (
    r"\b(?:tell|teach) me (?:more |something |everything |all |a bit |a little )?(?:you know )?about"
    r"|\bwhat (?:do|can|should|could) (?:you|i|we) (?:know|tell me|find out|learn|find)(?: out)? about"
    r"|\bwhat about (?:the company )?(?=\w)|\bwhat (?:does|do) (?=[^.?!]+ do\b)|\bwhat (?:do|are) (?:people"
    r"|employees|others|they|workers|staff|reviewers) (?:say(?:ing)?|think(?:ing)?)(?: about| of)?",
    r"\b(?:what(?:'s| is) it like|how is it|what(?:'s| is) it|how(?:'s| is) life|is it (?:good"
    r"|nice|worth it|worth))(?: (?:like|good|to be|to work|working|being|to join))*(?: (?:at|for"
    r"|in|with))?(?= )",
    r"\b(?:do (?:some |a bit of |your )?research (?:on|about|into)|(?:look|dig) into|background (?:check "
    r"|research |info )?(?:on|about)|(?:info|information|intel|details|facts|background|dossier"
    r"|report|briefing|overview|profile)(?: sheet)? (?:on|about|of|for)|learn (?:more )?about"
    r"|find out (?:more )?(?:about|what)|brief me (?:on|about)|due diligence (?:on|for)|read up on"
    r"|give me (?:the )?(?:lowdown|rundown|scoop|a briefing) on|who (?:is|are)|investigate|vet"
    r"|(?:company|employer|culture|employee|glassdoor) (?:profile|info|information|culture|overview"
    r"|research|reviews?|report|background|check)(?: (?:of|on|for|about|at))?|(?:reviews?|reputation"
    r"|culture|work culture|working conditions|values|benefits|perks) (?:of|about|for|at|from)"
    r"|is (?=[^.?!]*\b(?:a )?(?:good|nice|great|decent|healthy|safe|legit|trustworthy) (?:company"
    r"|employer|place|workplace)\b))",
    r"\bresearch(?:ing)?(?= (?!scientist|assistant|associate|engineer|fellow|analyst|nurse|manager"
    r"|lead|director|intern|position|role|job|and development|technician|coordinator|officer|software))(?: (?:the "
    r")?(?:company|companies|employer))?(?: called| named)?",
    r"\bwhat is (?=[^.?!]* like\b)|\bwhat's (?=[^.?!]* like\b)|\bhow (?:good|big|stable|old|healthy) is\b",
)
"""Asking about an employer; `RESEARCH_TAIL` is what may stand after its name."""

RESEARCH_TAIL = (
    r"\b(?:(?:a )?(?:good|nice|great|decent|healthy|safe|legit|trustworthy) (?:company|employer"
    r"|place|workplace)(?: to (?:work|be)(?: (?:at|for|in))?)?|like as an employer|as an employer"
    r"|as a company|like to work (?:at|for)|like|do|to work (?:at|for))$"
)

LOOSE_QUESTION = r"what(?:'s| is| about| does| do) |who |how |is "

"""Questions about anything: they are about a company only when one is named."""

ANALYSE = (
    r"\b(?:check|see|tell me|know|find out) (?:whether|if) (?:i|my (?:resume|cv|profile|skills|experience)) "
    r"(?:match(?:es)?|fits?|qualif(?:y|ies)|meets?|am a (?:good )?(?:fit|match)|is a (?:good )?(?:fit|match))"
    r"(?: (?:for|the requirements|of|this|job))*",
    r"\b(?:analy[sz](?:e|ing)|evaluat(?:e|ing)|assess(?:ing)?|score|scoring|rate|summari[sz](?:e"
    r"|ing)|break down|dissect|examine|judge|explain|look over|go over|parse|critique|read)\b(?= )(?: (?:this"
    r"|that|the|these|those|following|my (?:fit|match|chances)|me|for|against|a|job|posting|ad"
    r"|advert|listing|description|role|position|vacancy|offer|link|url|page|opening|postings|jobs"
    r"|at)\b)*",
    r"\b(?:how (?:well|good|much|closely|far) (?:do|does|would|am|is|are)|do|does|would|am|are"
    r"|is|should|can) (?:i|my (?:resume|cv|profile|skills|experience|background)|this(?: (?:job"
    r"|role|one|posting|position))?|it)\b(?: (?:be )?(?:really |actually |even )?(?:a |an )?(?:good "
    r"|strong |great |right |close )?(?:fit|match|qualif(?:y|ied)|suited|suitable|right|worth"
    r"|candidate|apply(?:ing)?|meet|compare|stack up|line up|align|good)(?: (?:for|with|to|me"
    r"|against|the requirements|of|in|applying|my \w+))*)(?: (?:this|that|the|these)(?: (?:job"
    r"|role|posting|position|one|opening|ad|vacancy|listing))?)?",
    r"\b(?:what(?:'s| is| are|s)(?: (?:my|the))? (?:match|fit|fit score|match score|missing|requirements?"
    r"|chances|red flags)(?: (?:of|for|in|with|to|me|from my (?:cv|resume|profile)))*|match (?:me"
    r"|my (?:cv|resume|profile|skills))(?: (?:to|against|with))?|compare (?:me|my (?:cv|resume"
    r"|profile|skills)|this)(?: (?:to|against|with))?|(?:check|review)(?: out)? (?:this|that|the"
    r"|these|the following)(?: (?:job|posting|ad|advert|listing|description|role|position|vacancy"
    r"|offer|link|url|page|opening))?|analysis of|have a look at|take a look at|look at (?=\0"
    r"|this|the)|what do you think (?:of|about)|thoughts on|skills? gap|gap analysis)(?: (?:this"
    r"|that|the)(?: (?:job|posting|role|position|ad))?)?",
)
"""Asking about one posting, or how well one fits it."""

PREPARE = (
    r"\b(?:draft(?:ing)?|prepar(?:e|ing)|prep|write(?: me)?|generat(?:e|ing)|creat(?:e|ing)|make(?: me)?"
    r"|build|produce|compose|set up|get|have|need|want|fill (?:in|out))(?: (?:me|a|an|the|my|some"
    r"|tailored|custom|customi[sz]ed|personali[sz]ed|individual|good|strong|draft|up|new|both"
    r"|nice|all))*(?: (?P<many>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|a couple of"
    rf"|a few|half a dozen|a dozen)(?: (?:tailored|custom|different|draft|personali[sz]ed|job))*)?(?: (?:{DOCUMENTS}"
    r"|(?:job )?applications?|drafts?))(?:(?:,| and| or| &| plus)+ (?:a |an |my |the |tailored "
    rf"|matching |individual )*{DOCUMENTS})*(?: (?:ready|drafts?))?(?: (?:for|to))?",
    r"\b(?:tailor|adapt|adjust|customi[sz]e|optimi[sz]e|rewrite|update|improve|polish|revise|match up)(?:ing)?(?: "
    rf"(?:me|a|my|the|each|an))* {DOCUMENTS}(?:(?:,| and| or| &)+ (?:a |my |write (?:a |me a )?)*{DOCUMENTS})*(?: "
    r"(?:to|for|towards?))?",
    r"\bdraft(?:ing)?\b(?= )|\bdry[- ]run\b|\bget (?:everything|all|it|them) ready(?: for)?\b"
    r"|\bprepare(?: everything| all)?\b(?=[^.?!]*\bapplications?\b)|\bapplication drafts?\b",
)
"""Writing documents without sending them."""

APPLY = (
    r"\b(?:please |then |and |to |also |just |help me |start |begin |keep |go |go ahead and |for me "
    r"|you |me |let's )*(?:auto[- ]?|mass[- ]?|bulk[- ]?|quick[- ]?|easy[- ])?appl(?:y|ying)\b(?: (?:on my behalf"
    r"|for me|in my name))?(?: (?:to|for|with)? ?(?:them all|all of them|all of these|each of them"
    r"|each one|every one|each|them|those|these|it|everything|all)\b(?! \w+s\b))?(?: (?:on my behalf"
    r"|for me|in my name))?(?: (?:to|for|with|at)\b(?= \d| \0| the \w+ \d))?",
    r"\b(?:send(?:ing)?(?: (?:out|off|in))?|submit(?:ting)?|put(?:ting)? in|fil(?:e|ing)|fire off"
    r"|shoot (?:off|out)|get out|hand in|make|do|mail|drop)(?: (?:my|an|a|the|some|our|off|out"
    rf"|in|all|those|these|tailored|job|completed|about|up|to|around))*(?= (?:[\w-]+ ){{0,5}}?{PAPERS}\b"
    rf"|(?: ?\0+)+ ?{PAPERS}\b)",
    r"\b(?:send|submit)(?: (?:it|them|everything|these|those|all of them|each|off|out|in|all))+(?: (?:off"
    r"|out|in))?|\bsubmit\b(?= |$|[.!?])|\b(?:get|sign) me (?:applied|in front of)|\bput me forward(?: for)?"
    r"|\bput my name (?:down|forward)(?: for)?",
)
"""Sending applications."""

CAN_APPLY = (
    r"\b(?:that|which|where|who|to which)? ?(?:i|we) (?:can|could|may|might|should|am able to"
    r"|would be able to|want to|would)(?: \w+)? apply(?: (?:to|for|at|with))?(?: (?:myself|later"
    r"|directly|online|right now))*|\b(?:easy|worth|ready|open|possible|able) (?:to apply(?: (?:to"
    r"|for))?|applying(?: (?:to|for))?)|\b(?:haven't|have not|didn't|not|never) (?:yet )?applied (?:to"
    r"|for)(?: (?:yet|before))?|\beasy apply\b|\b(?:how|when|where) (?:do i|to|can i|should i) apply\b"
)
"""Speaking of applying without asking for it: "jobs I can apply to"."""

APPLICATIONS = (
    r"(?:(?<=\d )|(?<=\0 )|(?<=\0))(?:[^\W\d_][\w-]* ){0,4}?applications?\b|\b(?:job )?applications? (?:for|to|at|with)\b"
)
""""5 applications for …": applying without a verb."""

SEARCH = (
    r"\b(?:find(?:ing)?|search(?:ing|es)?(?: for)?|look(?:ing|in|s)? (?:for|out for|at|around for"
    r"|up)|hunt(?:ing)?(?: for| down)?|seek(?:ing)?|brows(?:e|ing)|discover|list|show|fetch|locate"
    r"|scan(?: for)?|track down|collect|gather|explore|source|scout(?: for)?|pull up|dig up|suggest"
    r"|recommend|match me with|such(?:e|en)?|finde|point me to|get me|bring me|watch(?: out)? for"
    r"|alert me|notify me|remind me|check(?: for| out)?)\b(?: (?:me|us|for|out|about|of|when there are"
    r"|when|whenever))*"
)
"""Looking for jobs."""

SEARCH_WEAK = (
    r"\b(?:(?:i|we) (?:want|need|would like|'d like|am looking|wish|would love)|i'd (?:like|love)"
    r"|i'm (?:after|interested in|into|open to|looking)|interested in|give me|are there|is there"
    r"|who is hiring|who's hiring|what|which|any|got any|hiring|help me)\b(?: (?:me|us|to|for"
    r"|a|an|any|some))*"
)
"""Wishing for something, which need not be a job."""
