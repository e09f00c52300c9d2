"""Cities by country: `name|other spelling|…`, separated by semicolons; the first name is the one shown.

A city named like a city of another country is listed under the one most people mean; a qualifier
("Cambridge, MA") overrides it. A trailing ``*`` marks names that are also everyday words: they count only after a
preposition of place or when capitalised inside a sentence.
"""

CITIES: dict[str, str] = {
    "US": """New York|New York City|NYC;Manhattan;Brooklyn;Queens*;San Francisco|SF|San Fran;Los Angeles|LA*;Chicago;
    Houston;Phoenix*;Philadelphia|Philly;San Antonio;San Diego;Dallas;San Jose;Austin;Jacksonville;Fort Worth;Columbus;
    Charlotte*;Indianapolis;Seattle;Denver;Washington DC|Washington D.C.|Washington, DC|Washington, D.C.|D.C.|DC*;Boston;
    El Paso;Nashville;Detroit;Oklahoma City;Portland;Las Vegas|Vegas;Memphis;Louisville;Baltimore;Milwaukee;Albuquerque;
    Tucson;Fresno;Sacramento;Kansas City;Mesa*;Atlanta;Omaha;Colorado Springs;Raleigh;Durham;Miami;Long Beach;
    Virginia Beach;Oakland;Minneapolis;Tulsa;Tampa;Arlington;New Orleans;Wichita;Cleveland;Bakersfield;Aurora*;Anaheim;
    Honolulu;Santa Ana;Riverside;Corpus Christi;Lexington;Stockton;St. Louis|St Louis|Saint Louis;
    Saint Paul|St. Paul|St Paul;Henderson;Pittsburgh;Cincinnati;Anchorage;Greensboro;Plano;Newark;Lincoln*;Orlando;Irvine;
    Toledo;Jersey City;Chula Vista;Buffalo*;Fort Wayne;Chandler*;St. Petersburg;Laredo;Boise;Spokane;Baton Rouge;Tacoma;
    Des Moines;Salt Lake City|SLC;Huntsville;Tallahassee;Providence*;Knoxville;Chattanooga;Fort Lauderdale;Santa Clara;
    Sunnyvale;Mountain View;Palo Alto;Menlo Park;Cupertino;Redmond;Bellevue;Berkeley;Boulder*;Ann Arbor;Madison*;Hartford;
    New Haven;Stamford;Rochester;Syracuse;Albany;Reno;Charleston;Savannah*;Richmond;Norfolk;Scottsdale;Tempe;Santa Monica;
    Pasadena;Santa Barbara;Santa Cruz;Redwood City;San Mateo;Fremont;Hoboken;Burlington;Bend*;Eugene;Provo;Lehi;Topeka;
    Fargo;Sioux Falls;Bozeman;Billings*;Missoula;Dayton;Akron;Grand Rapids;Lansing;Green Bay;Duluth;Asheville;Greenville;
    Mobile*;Little Rock;Fayetteville;Bentonville;Jackson*;Gainesville;Sarasota;Boca Raton;West Palm Beach;Silicon Beach""",
    "CA": """Toronto;Montreal|Montréal;Vancouver;Calgary;Edmonton;Ottawa;Winnipeg;Quebec City|Québec;Hamilton;Kitchener;
    Waterloo;Halifax;Victoria*;Saskatoon;Regina*;Mississauga;Brampton;Markham;Surrey;Burnaby;Kelowna;St. John's;
    Fredericton;Moncton;Laval;Gatineau""",
    "MX": """Mexico City|CDMX|Ciudad de México|Ciudad de Mexico;Guadalajara;Monterrey;Puebla;Tijuana;Querétaro|Queretaro;
    Mérida|Merida;Cancún|Cancun""",
    "GB": """London;Manchester;Birmingham;Leeds;Glasgow;Liverpool;Bristol;Sheffield;Edinburgh;Leicester;Coventry;Bradford;
    Cardiff;Belfast;Nottingham;Hull*;Newcastle|Newcastle upon Tyne;Stoke-on-Trent|Stoke;Southampton;Derby*;Portsmouth;
    Brighton;Plymouth;Wolverhampton;Reading*;Aberdeen;Norwich;Swansea;Oxford;Cambridge;York;Exeter;Gloucester;Bath*;
    Dundee;Inverness;Milton Keynes;Luton;Peterborough;Slough;Ipswich;Bournemouth;Swindon;Northampton;Warrington;Preston;
    Blackpool;Middlesbrough;Sunderland;Durham;Chester;Canterbury;Guildford;Watford;Croydon;Telford;Lancaster;Huddersfield;
    Doncaster;Wigan;Bolton;Stirling;Newport;Basingstoke;Crawley;Cheltenham""",
    "IE": "Dublin;Cork*;Galway;Limerick*;Waterford;Kilkenny;Sligo;Athlone;Dundalk",
    "DE": """Berlin;Hamburg;Munich|München|Muenchen|Munchen;Cologne*|Köln|Koeln|Koln;
    Frankfurt|Frankfurt am Main|Frankfurt/Main;Stuttgart;Düsseldorf|Duesseldorf|Dusseldorf;Leipzig;Dortmund;Essen*;Bremen;
    Dresden;Hanover|Hannover;Nuremberg|Nürnberg|Nuernberg|Nurnberg;Duisburg;Bochum;Wuppertal;Bielefeld;Bonn;
    Münster|Muenster;Mannheim;Karlsruhe;Augsburg;Wiesbaden;Mönchengladbach;Gelsenkirchen;Aachen;Braunschweig|Brunswick;
    Kiel;Chemnitz;Halle;Magdeburg;Freiburg|Freiburg im Breisgau;Krefeld;Mainz;Lübeck|Luebeck;Erfurt;Rostock;Kassel;
    Saarbrücken|Saarbruecken;Potsdam;Oldenburg;Osnabrück|Osnabrueck;Heidelberg;Darmstadt;Regensburg;Würzburg|Wuerzburg;
    Ingolstadt;Ulm;Heilbronn;Wolfsburg;Göttingen|Goettingen;Erlangen;Koblenz;Jena;Trier;Walldorf;Konstanz;Bamberg;Passau;
    Paderborn;Leverkusen;Tübingen|Tuebingen;Weimar;Cottbus;Schwerin""",
    "AT": "Vienna|Wien;Graz;Linz;Salzburg;Innsbruck;Klagenfurt;Villach;Wels;Bregenz;Dornbirn",
    "CH": """Zurich|Zürich|Zuerich;Geneva|Genève|Geneve|Genf;Basel;Bern|Berne;Lausanne;Winterthur;Lucerne|Luzern;
    St. Gallen|St Gallen|Sankt Gallen;Lugano;Zug*;Neuchâtel|Neuchatel;Fribourg;Thun""",
    "NL": """Amsterdam;Rotterdam;The Hague|Den Haag;Utrecht;Eindhoven;Groningen;Tilburg;Almere;Breda;Nijmegen;Arnhem;
    Haarlem;Delft;Leiden;Maastricht;Enschede;Hilversum;Amersfoort""",
    "BE": "Brussels|Bruxelles|Brussel;Antwerp|Antwerpen;Ghent|Gent;Bruges|Brugge;Leuven;Liège|Liege;Charleroi;Namur;Mechelen",
    "LU": "Luxembourg City",
    "FR": """Paris;Marseille;Lyon|Lyons;Toulouse;Nice*;Nantes;Strasbourg;Montpellier;Bordeaux*;Lille;Rennes;Reims;
    Grenoble;Dijon;Toulon;Sophia Antipolis;Aix-en-Provence;Nancy*;Metz;Tours*;Brest;Le Havre;Rouen;Clermont-Ferrand;
    Angers*;Annecy;Orléans|Orleans;Caen""",
    "ES": """Madrid;Barcelona;Valencia;Seville|Sevilla;Zaragoza;Málaga|Malaga;Murcia;Mallorca|Majorca;Ibiza;
    Palma|Palma de Mallorca;Bilbao;
    Alicante;Granada;Vigo;Las Palmas;A Coruña|La Coruña;San Sebastián|San Sebastian;Pamplona;Santander;Valladolid;
    Tenerife;Córdoba;Gijón|Gijon""",
    "PT": "Lisbon|Lisboa;Porto|Oporto;Braga;Coimbra;Faro;Aveiro;Funchal;Setúbal|Setubal",
    "IT": """Milan|Milano;Rome|Roma;Turin|Torino;Florence|Firenze;Bologna;Naples|Napoli;Genoa|Genova;Venice|Venezia;
    Verona;Palermo;Padua|Padova;Trieste;Bari;Catania;Brescia;Bergamo;Modena;Parma;Pisa;Trento;Bolzano;Perugia;Cagliari""",
    "DK": "Copenhagen|København|Kobenhavn;Aarhus;Odense;Aalborg",
    "SE": """Stockholm;Gothenburg|Göteborg|Goteborg;Malmö|Malmo|Malmoe;Uppsala;Lund;Linköping|Linkoping;Västerås;
    Örebro|Orebro;Umeå|Umea;Luleå""",
    "NO": "Oslo;Bergen;Trondheim;Stavanger;Tromsø|Tromso;Kristiansand",
    "FI": "Helsinki;Espoo;Tampere;Turku;Oulu;Vantaa;Jyväskylä",
    "IS": "Reykjavik|Reykjavík",
    "PL": """Warsaw|Warszawa;Krakow|Kraków|Cracow;Wroclaw|Wrocław|Breslau;Gdansk|Gdańsk;Poznan|Poznań;Lodz|Łódź;Katowice;
    Lublin;Szczecin;Gdynia;Rzeszów|Rzeszow;Bialystok""",
    "CZ": "Prague|Praha;Brno;Ostrava;Plzeň|Pilsen|Plzen;Olomouc",
    "SK": "Bratislava;Košice|Kosice;Žilina",
    "HU": "Budapest;Debrecen;Szeged;Pécs;Győr",
    "RO": "Bucharest|București|Bucuresti;Cluj-Napoca|Cluj;Timișoara|Timisoara;Iași|Iasi;Brașov|Brasov;Sibiu;Constanta",
    "BG": "Sofia;Plovdiv;Varna;Burgas",
    "GR": "Athens;Thessaloniki;Patras;Heraklion",
    "HR": "Zagreb;Split*;Rijeka;Osijek;Dubrovnik;Zadar",
    "SI": "Ljubljana;Maribor",
    "RS": "Belgrade|Beograd;Novi Sad;Niš",
    "BA": "Sarajevo;Banja Luka;Mostar",
    "MK": "Skopje",
    "AL": "Tirana",
    "ME": "Podgorica",
    "EE": "Tallinn;Tartu",
    "LV": "Riga",
    "LT": "Vilnius;Kaunas;Klaipėda",
    "UA": "Kyiv|Kiev;Lviv;Kharkiv;Odesa|Odessa;Dnipro",
    "BY": "Minsk",
    "MD": "Chișinău|Chisinau",
    "RU": "Moscow;Novosibirsk;Yekaterinburg;Kazan",
    "GE": "Tbilisi;Batumi",
    "AM": "Yerevan",
    "AZ": "Baku",
    "CY": "Nicosia;Limassol;Larnaca;Paphos",
    "MT": "Valletta;Sliema",
    "MC": "Monte Carlo",
    "TR": "Istanbul;Ankara;Izmir|İzmir;Antalya;Bursa",
    "IL": "Tel Aviv;Jerusalem;Haifa;Herzliya;Beersheba",
    "AE": "Dubai;Abu Dhabi;Sharjah",
    "SA": "Riyadh;Jeddah;Dammam;Mecca*;Medina",
    "QA": "Doha",
    "KW": "Kuwait City",
    "BH": "Manama",
    "OM": "Muscat",
    "JO": "Amman",
    "LB": "Beirut",
    "EG": "Cairo;Alexandria;Giza",
    "MA": "Casablanca;Rabat;Marrakesh|Marrakech;Tangier;Fez*",
    "TN": "Tunis",
    "DZ": "Algiers",
    "NG": "Lagos;Abuja;Ibadan;Port Harcourt;Kano",
    "KE": "Nairobi;Mombasa;Kisumu",
    "GH": "Accra;Kumasi",
    "ET": "Addis Ababa",
    "RW": "Kigali",
    "UG": "Kampala",
    "TZ": "Dar es Salaam;Dodoma;Arusha",
    "SN": "Dakar",
    "CI": "Abidjan",
    "CM": "Douala;Yaoundé",
    "ZA": "Cape Town;Johannesburg|Joburg;Pretoria;Durban;Port Elizabeth;Stellenbosch;Bloemfontein",
    "ZM": "Lusaka",
    "ZW": "Harare;Bulawayo",
    "MU": "Port Louis",
    "IN": """Bangalore|Bengaluru;Mumbai|Bombay;Delhi|New Delhi;Hyderabad;Chennai|Madras;Pune;Kolkata|Calcutta;
    Gurgaon|Gurugram;Noida;Ahmedabad;Jaipur;Kochi|Cochin;Chandigarh;Indore;Coimbatore;Lucknow;Surat;Nagpur;
    Thiruvananthapuram|Trivandrum;Vadodara;Bhubaneswar;Visakhapatnam|Vizag;Mysore|Mysuru;Bhopal;Patna;Mangalore;Goa""",
    "PK": "Karachi;Lahore;Islamabad;Rawalpindi;Faisalabad;Peshawar",
    "BD": "Dhaka;Chittagong;Sylhet",
    "LK": "Colombo;Kandy",
    "NP": "Kathmandu;Pokhara",
    "SG": "",
    "MY": "Kuala Lumpur|KL*;Penang;Johor Bahru;Cyberjaya;Kota Kinabalu",
    "ID": "Jakarta;Bandung;Surabaya;Bali;Yogyakarta;Denpasar;Medan",
    "TH": "Bangkok;Chiang Mai;Phuket;Pattaya",
    "VN": "Ho Chi Minh City|HCMC|Saigon;Hanoi;Da Nang|Danang",
    "PH": "Manila|Metro Manila;Cebu|Cebu City;Makati;Quezon City;Davao;Taguig|BGC;Pasig",
    "KH": "Phnom Penh;Siem Reap",
    "MM": "Yangon",
    "CN": """Beijing;Shanghai;Shenzhen;Guangzhou;Hangzhou;Chengdu;Suzhou;Nanjing;Wuhan;Xi'an|Xian;Tianjin;Chongqing;
    Qingdao;Xiamen;Dalian""",
    "HK": "",
    "TW": "Taipei;Hsinchu;Taichung;Kaohsiung;Tainan",
    "JP": "Tokyo;Osaka;Kyoto;Yokohama;Fukuoka;Nagoya;Sapporo;Kobe;Sendai;Hiroshima",
    "KR": "Seoul;Busan;Incheon;Daegu;Pangyo;Daejeon",
    "MN": "Ulaanbaatar",
    "KZ": "Almaty;Astana",
    "UZ": "Tashkent",
    "AU": """Sydney;Melbourne;Brisbane;Perth;Adelaide;Canberra;Gold Coast;Hobart;Darwin*;Geelong;Wollongong;Cairns;
    Townsville;Ballarat;Bendigo""",
    "NZ": "Auckland;Wellington;Christchurch;Hamilton;Dunedin;Queenstown;Tauranga",
    "BR": """São Paulo|Sao Paulo;Rio de Janeiro|Rio*;Belo Horizonte;Brasília|Brasilia;Curitiba;Porto Alegre;Recife;
    Florianópolis|Florianopolis;Salvador*;Fortaleza;Campinas""",
    "AR": "Buenos Aires;Córdoba|Cordoba;Rosario;Mendoza",
    "CL": "Santiago|Santiago de Chile;Valparaíso|Valparaiso",
    "CO": "Bogotá|Bogota;Medellín|Medellin;Cali*;Barranquilla;Cartagena",
    "PE": "Lima*",
    "UY": "Montevideo",
    "EC": "Quito;Guayaquil",
    "BO": "La Paz",
    "PY": "Asunción|Asuncion",
    "VE": "Caracas",
    "CR": "San José",
    "PA": "Panama City",
    "GT": "Guatemala City",
    "DO": "Santo Domingo",
    "PR": "San Juan",
    "CU": "Havana",
    "JM": "Kingston",
}
