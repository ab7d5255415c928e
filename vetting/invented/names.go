package invented

import (
	"math"
	"sort"
	"strings"
)

// Origin is a way of naming: which names, how unevenly they are borne, and what
// happens to them when a clerk writes them down. One literal holds all of it.
type Origin struct {
	Name  string
	Share float64 // of the people made

	Male, Female, Surnames string    // the common ones, most common first
	FemaleSurnames         string    // where women bear others; absent, the same
	Given, Family          shape     // how unevenly
	GivenTail, FamilyTail  [2]string // first and second halves of the rare ones
	GivenEnds              [2]string // what a rare given name of a man and of a woman ends in
	Middle                 float64   // how many have a middle name
	Double                 float64   // how many bear two surnames
	Swap                   float64   // how often a clerk takes the family name for the given one
	Respell                float64   // how often a name is spelt another way
	Spellings              string    // what is written for what: a=b, in either direction
	Marries                float64   // how many women take another name when they marry
}

// shape is how unevenly names are borne: the name of rank r weighs (r+Flat)^-Steep
// (B. Mandelbrot, 1953, for words; names follow it as well), and Tail is how many
// people bear a rare name.
type shape struct {
	Flat, Steep, Tail float64
}

// Origins are the nine, by falling share. The shares are a little more even than
// those of a police force are, so that every group has enough people to measure.
var Origins = []*Origin{&british, &irish, &polish, &indian, &pakistani, &nigerian, &bangladeshi, &chinese, &arabic}

var british = Origin{
	Name: "British", Share: 0.66,
	Male:     "David John James Paul Michael Andrew Mark Christopher Stephen Robert Matthew Daniel Richard Thomas Peter William Jack Simon Lee Adam Ben Anthony Ian Joshua Samuel Gary Jason Alexander Ryan George Luke Nicholas Philip Martin Jonathan Kevin Craig Neil Steven Edward Harry Charles Joseph Liam Stuart Benjamin Graham Jamie Oliver Scott Nathan Alan Colin Carl Dean Darren Aaron Wayne Kieran Callum Connor Lewis Jordan Keith Brian Barry Gareth Duncan Ross Russell Adrian Trevor Roger Kenneth Nigel Derek Geoffrey Howard Malcolm Clive Rhys Dylan Owen Callan Toby Max Henry Leo Alfie Charlie Archie Freddie Theo Hugh Rupert Giles Alistair Angus Fraser Ewan Hamish Gavin Dominic Timothy Jeremy",
	Female:   "Sarah Emma Laura Rebecca Claire Victoria Samantha Rachel Amy Jennifer Nicola Katie Lisa Kelly Natalie Louise Michelle Hannah Lauren Charlotte Gemma Helen Susan Julie Karen Jessica Lucy Sophie Elizabeth Joanne Stephanie Catherine Katherine Danielle Alison Amanda Kate Jane Zoe Emily Leanne Tracey Kerry Heather Donna Hayley Holly Vicky Jacqueline Angela Deborah Sharon Margaret Mary Patricia Christine Anne Megan Chloe Olivia Georgia Jodie Abigail Naomi Kirsty Fiona Ruth Caroline Melanie Dawn Maria Andrea Lindsey Carly Stacey Paula Sally Wendy Linda Carol Janet Sandra Diane Gillian Lesley Lorraine Philippa Harriet Alice Eleanor Rosie Poppy Daisy Imogen Isobel Matilda Bethany Rhian Sian Cerys Morag Eilidh Catriona",
	Surnames: "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Robinson Thompson Wright Walker White Edwards Hughes Green Hall Lewis Harris Clarke Jackson Wood Turner Martin Cooper Hill Ward Morris Moore Clark Lee King Baker Harrison Morgan Allen James Scott Phillips Watson Davis Parker Price Bennett Young Griffiths Mitchell Cook Cox Carter Richardson Bailey Collins Bell Shaw Murphy Miller Richards Marshall Anderson Simpson Ellis Adams Wilkinson Foster Chapman Mason Webb Rogers Gray Hunt Mills Holmes Palmer Matthews Gibson Lloyd Knight Fisher Barnes Butler Russell Harvey Barker Stevens Jenkins Dixon Fletcher Hunter Howard Andrews Elliott Reynolds Payne Fox Ford Pearce Day Brooks West Lawrence Atkinson Bradley Spencer Pearson Dawson Burton Walsh Cole Hart Graham Campbell Stewart Robertson Macdonald Reid Ross Paterson Henderson Hamilton Kerr Duncan Ferguson Cameron Fraser Sutherland Bowen Pugh Rees Powell Watkins Pritchard",
	Given:    shape{3, 0.85, 0.06}, Family: shape{6, 0.75, 0.52},
	GivenTail: [2]string{"Al Ar Bre Cal Cor Dar Del El Fen Gar Har Jo Kel Kier Lan Lor Mar Mel Nor Per Ro Shar Ter Tre Val Wil", "den la lin ley mon na nel ra rick ron sey son ton vin wen wyn"},
	FamilyTail: [2]string{
		"Ash Ack Alder Am Apple Arm Barn Beck Bent Birch Black Blen Bracken Brad Bram Bright Broad Brom Buck Bur Cald Carl Charl Chad Chester Clay Cleve Cliff Col Copp Cran Crom Cuth Dal Den Dews Dun East Eccles Eden El Fair Farn Fen Fern Field Frod Gar Glad Grim Had Hal Ham Hard Harring Hather Hawk Hazel Heath Hen Hol Horn Hux Ing Kel Kem Kirk Lang Lath Leigh Lin Long Low Mal Mar Mel Mere Mid Mil Nether New Nor Oak Old Or Ox Pem Pen Pick Ponte Quar Rad Ram Raven Red Rock Rough Rud Rush Ruther Salt Sand Sher Ship Sil Skel Somer South Stan Stock Stough Sun Sut Swin Tat Thorn Tun Under Up Wake Wal War Water Wen Wether Whar Whit Wil Win Wool Wych Yar York",
		"acre bank borough bourne bridge brook burn burst bury by combe cote croft dale den don field ford gate grave ham hampton head hill holme hope house hurst land ley low man mere more over ridge royd sett shaw side stead stock stone ton thorpe thwaite tree wade wall water way well wick wood worth",
	},
	GivenEnds: [2]string{"", "a"}, Middle: 0.72, Double: 0.03, Swap: 0.004, Respell: 0.02,
	Spellings: "Clark=Clarke Davis=Davies Stephen=Steven Thompson=Thomson Reid=Read Philip=Phillip Katherine=Catherine Sarah=Sara Macdonald=McDonald Graham=Graeme Allen=Allan Anne=Ann Stuart=Stewart ley=leigh", Marries: 0.3,
}

var irish = Origin{
	Name: "Irish", Share: 0.06,
	Male:     "Sean Patrick Michael John Conor James Kevin Brian Declan Liam Padraig Niall Ciaran Eoin Cian Daniel Thomas Brendan Dermot Colm Cathal Fergal Diarmuid Donal Eamon Oisin Ronan Darragh Aidan Tadhg Fionn Gerard Noel Barry Shane Cormac Enda Rory Killian Ruairi Peter Paul Martin David Kieran Seamus Lorcan Malachy Finbarr Fintan Turlough Odhran Caolan Dara Senan",
	Female:   "Mary Aoife Siobhan Niamh Ciara Sinead Aisling Orla Grainne Roisin Deirdre Maeve Caoimhe Saoirse Eimear Catherine Margaret Bridget Nora Una Fionnuala Sorcha Clodagh Noreen Maura Breda Emer Dearbhla Muireann Eilis Ailbhe Cliodhna Brid Kathleen Anne Eileen Teresa Geraldine Sheila Bernadette Laoise Riona Meabh Blathnaid Oonagh",
	Surnames: "Murphy Kelly O'Sullivan Walsh Smith O'Brien Byrne Ryan O'Connor O'Neill O'Reilly Doyle McCarthy Gallagher O'Doherty Kennedy Lynch Murray Quinn Moore McLoughlin O'Carroll Connolly Daly O'Connell Wilson Dunne Brennan Burke Collins Campbell Clarke Johnston Hughes O'Farrell Fitzgerald Brown Martin Maguire Nolan Flynn Thompson O'Callaghan O'Donnell Duffy O'Mahony Boyle Healy O'Shea White Sweeney Hayes Kavanagh Power McGrath Moran Brady Stewart Casey Foley Fitzpatrick O'Leary McDonnell McMahon Donnelly Regan Donovan Burns Flanagan Mullan Barry Kane Robinson Cunningham Griffin Kenny Sheehan Ward Whelan Lyons Reid Graham Higgins Cullen Keane King Maher McKenna Bell Scott Hogan O'Keeffe Magee McNamara McDermott Molloy O'Rourke Buckley O'Dwyer",
	Given:    shape{2, 0.8, 0.04}, Family: shape{4, 0.75, 0.22},
	GivenTail:  [2]string{"Aodh Art Bar Caol Con Cr Dal Ean Fer Fion Flan Lor Mur Nes Oran Ruadh Sen Tiar Ul", "an can dan fin gal gan in lan mac nan ran tan"},
	FamilyTail: [2]string{"O' Mc Mac Fitz Kil Gil", "Alister Anally Ardle Aleese Askill Brannigan Cafferty Cague Clancy Closkey Conville Corley Cormack Corry Cusker Dade Devitt Elhinney Enroe Entee Evoy Fadden Feeley Gahan Garvey Geraghty Gettigan Ginty Gowran Grady Hanlon Hara Hegarty Hugh Ilroy Inerney Kearney Keever Laverty Looney Lorcan Malley Manus Meara Menamin Murrough Namee Nulty Partlin Patrick Philbin Quaid Quillan Rafferty Riordan Shane Shaughnessy Sherry Toole Veigh Walter Weeney"},
	GivenEnds:  [2]string{"", "na"}, Middle: 0.6, Double: 0.02, Swap: 0.004, Respell: 0.09,
	Spellings: "O'=O Mc=Mac O'=O_ Sean=Shaun Siobhan=Shivaun Aoife=Eefa Niamh=Neve Ciara=Keira Padraig=Patrick Eoin=Owen Conor=Connor Ciaran=Kieran Seamus=James Maeve=Meabh Diarmuid=Dermot Caoimhe=Keeva O'Reilly=Reilly O'Farrell=Farrell Roisin=Rosheen O'Mahony=Mahoney Aisling=Ashling", Marries: 0.25,
}

var polish = Origin{
	Name: "Polish", Share: 0.045,
	Male:     "Piotr Krzysztof Andrzej Tomasz Paweł Jan Michał Marcin Jakub Adam Marek Grzegorz Łukasz Wojciech Mateusz Mariusz Dariusz Rafał Zbigniew Maciej Jerzy Kamil Jacek Dawid Robert Janusz Szymon Sebastian Artur Bartosz Damian Kacper Dominik Sławomir Przemysław Mirosław Daniel Arkadiusz Patryk Filip Radosław Wiktor Leszek Hubert Bogdan Konrad Witold Zdzisław Bartłomiej Tadeusz Czesław Igor Oskar Miłosz Ryszard Stanisław Kazimierz Henryk",
	Female:   "Anna Katarzyna Maria Małgorzata Agnieszka Barbara Ewa Magdalena Elżbieta Joanna Krystyna Aleksandra Monika Zofia Teresa Natalia Julia Karolina Marta Beata Dorota Justyna Jadwiga Janina Alicja Paulina Grażyna Halina Danuta Jolanta Iwona Aneta Sylwia Patrycja Weronika Wiktoria Oliwia Maja Zuzanna Hanna Kinga Izabela Emilia Edyta Renata Wioletta Bożena Urszula Łucja Żaneta Ilona Kamila Daria Milena",
	Surnames: "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Mazur Jankowski Kwiatkowski Wojciechowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Król Michalski Wróbel Wieczorek Jabłoński Nowakowski Majewski Stępień Olszewski Jaworski Malinowski Dudek Pawlak Górski Nowicki Witkowski Sikora Walczak Rutkowski Baran Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski Marciniak Jasiński Sadowski Bąk Duda Włodarczyk Zawadzki Chmielewski Borkowski Sokołowski Szczepański Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Wysocki Mazurek Kołodziej Kaźmierczak Czarnecki Sobczak Konieczny Urbański Głowacki Wasilewski Sikorski Zakrzewski Krajewski Krupa Laskowski Ziółkowski Gajewski Mróz Szulc Makowski Brzeziński Przybylski Baranowski Adamczyk Czerwiński Kaczmarczyk Cieślak",
	Given:    shape{3, 0.8, 0.01}, Family: shape{8, 0.7, 0.45},
	GivenTail:  [2]string{"Bog Bole Boży Dobro Jaro Lech Ludo Mie Rad Sob Świę Wac Wła Woj Zby Ży", "bor dan dar gniew mił mir rad sław ław wit"},
	FamilyTail: [2]string{"Andrzej Bagiń Bień Bogu Borow Brzoz Buczyń Chojn Ciech Czaj Czapl Dobrzyń Domań Drzew Dziedz Filip Gałąz Gawroń Godlew Gołęb Gostom Gronow Gruszczyń Grzyb Jagodziń Jani Jarz Jędrzej Karpiń Kasprz Kłos Kobiel Kosiń Krasiń Krzemiń Kuczyń Kul Kupiń Leśniew Lip Łapiń Łuczyń Maliszew Marczew Matusz Mierzejew Milew Modrzew Mosz Niedźwiedz Niemczyń Orłow Osiń Pietrus Podgór Pokor Rogal Rudz Rybiń Siedlec Skibiń Słowiń Sobolew Stachow Staszew Strzelec Suchodol Szafrań Tarnow Traczyń Truszkow Wierzb Wilcz Wojnar Wyrzyk Zaborow Zaręb Zdrojew Ziemiań Żabiń Żukow", "ski ski ski ski cki czyk ak ek owicz ewicz icz ik"},
	GivenEnds:  [2]string{"", "a"}, Middle: 0.35, Double: 0.05, Swap: 0.02, Respell: 0.3,
	Spellings: "ł=l ń=n ś=s ó=o ą=a ę=e ż=z ź=z ć=c Ł=L Ś=S Ż=Z ska=ski cka=cki sz=sh w=v Krzysztof=Christopher Piotr=Peter Tomasz=Thomas Paweł=Paul Michał=Michael Katarzyna=Catherine Małgorzata=Margaret Agnieszka=Agnes Jan=John", Marries: 0.3,
}

var indian = Origin{
	Name: "Indian", Share: 0.055,
	Male:           "Amit Rajesh Sanjay Vijay Rahul Sunil Anil Ravi Harpreet Gurpreet Manjit Jaspreet Kiran Arjun Rohan Suresh Ramesh Mahesh Dinesh Nilesh Jayesh Ketan Hitesh Mukesh Ashok Deepak Vikram Nikhil Ajay Sandeep Baljit Sukhdev Jagdeep Amrit Pardeep Kuldeep Paramjit Mohan Krishna Ganesh Hari Prakash Naveen Karthik Srinivas Venkatesh Murali Anand Bhavesh Chirag Darshan Paresh Pritesh Samir Tejas Yash Dev Ishan Aarav Vivaan Kabir",
	Female:         "Priya Anita Sunita Meena Rekha Kavita Neha Pooja Harpreet Manpreet Jaspreet Gurpreet Sukhjit Kiran Nisha Jyoti Asha Usha Geeta Seema Reena Bhavna Hina Hetal Komal Mital Nita Parul Rupal Sejal Sonal Tejal Urvi Vaishali Amrit Baljit Kulwinder Paramjit Rajinder Simran Navdeep Lakshmi Saraswati Padma Shanthi Radha Sita Divya Deepa Shreya Ananya Aishwarya Meera Leela Nandini Pallavi Swati Preeti",
	Surnames:       "Patel Singh Shah Sharma Kumar Gill Desai Mistry Dhillon Sandhu Sidhu Mehta Joshi Parmar Chauhan Solanki Gandhi Grewal Bains Johal Reddy Nair Iyer Menon Rao Gupta Verma Kapoor Malhotra Chopra Agarwal Bhatt Trivedi Pandya Dave Modi Vyas Rathod Lad Panchal Thakkar Lakhani Sood Bhatia Chawla Ahluwalia Kalsi Virdee Matharu Sagoo Hothi Mann Rai Purewal Atwal Basra Dosanjh Hayer Khaira Nagra Randhawa Sahota Uppal Das Bose Sen Ghosh Mukherjee Banerjee Chatterjee Pillai Krishnan Subramaniam Naidu Hegde Shetty Kulkarni Deshpande Patil Jadhav Thomas Mathew George Fernandes Pereira",
	FemaleSurnames: "Patel Kaur Shah Sharma Kaur Gill Desai Mistry Kaur Sandhu Sidhu Mehta Joshi Parmar Chauhan Solanki Gandhi Grewal Bains Johal Reddy Nair Iyer Menon Rao Gupta Verma Kapoor Malhotra Chopra Agarwal Bhatt Trivedi Pandya Dave Modi Vyas Rathod Lad Panchal Thakkar Lakhani Sood Bhatia Chawla Ahluwalia Kalsi Virdee Matharu Sagoo Das Bose Sen Ghosh Mukherjee Banerjee Chatterjee Pillai Krishnan Subramaniam Naidu Hegde Shetty Kulkarni Deshpande Patil Jadhav Thomas Mathew George Fernandes Pereira",
	Given:          shape{8, 0.7, 0.3}, Family: shape{0.6, 0.95, 0.16},
	GivenTail:  [2]string{"Aj Am Ar Bal Bhu Cha Dal Dar Dhar Ek Gur Har Hem Ind Jag Jas Jat Kal Kam Kir Kul Lakh Mah Man Mon Nar Nav Nir Par Pra Rab Raj Ram Ran Roop Sat Shiv Sim Suk Sur Tar Uj Upk Vas Vir Yug", "ant at deep der dev endra esh gan inder it jeet jit jot ker lin mant mohan nath preet raj ran reet roop van veer vinder"},
	FamilyTail: [2]string{"Achar Ahir Bad Bal Bhan Bhar Chan Chav Dasg Dhan Dhar Gaek Gan God Gol Gop Hir Jag Jan Jas Kal Kan Kar Kes Kot Lal Lokh Mad Mak Man Mar Nag Nar Pad Pal Pan Pat Pra Rab Raj Ram Ran Sar Sav Som Sub Tal Tan Tri Vag Val Var Ven Vis", "adia ali ania ari aswamy at eja ekar endra etty ia ija iyan jani kar nath oria otra pal pati puri raj rajan sinh tia underam upta varu wal"},
	GivenEnds:  [2]string{"", "a"}, Middle: 0.4, Double: 0.02, Swap: 0.05, Respell: 0.1,
	Spellings: "ee=i oo=u v=w sh=s aa=a th=t Kumar=Kumarr Singh=Sing Chaudhary=Choudhury Lakshmi=Laxmi Agarwal=Aggarwal Mukherjee=Mukerji Banerjee=Banerji Srinivas=Shrinivas Dhillon=Dhillan Virdee=Virdi", Marries: 0.25,
}

var pakistani = Origin{
	Name: "Pakistani", Share: 0.055,
	Male:           "Mohammed Muhammad Ali Ahmed Imran Usman Bilal Hassan Hamza Adnan Asif Kashif Tariq Khalid Nadeem Shahid Zahid Waseem Faisal Omar Umar Ibrahim Yasir Zubair Amir Aamir Sajid Majid Javed Naveed Rizwan Irfan Kamran Arslan Farhan Haroon Junaid Saqib Shoaib Tahir Waqas Zeeshan Abdul Iqbal Mahmood Rashid Saeed Shabir Shafiq Liaqat Nasir Qasim Riaz Sohail Talha Wajid Yousaf Zafar Ejaz Babar",
	Female:         "Fatima Ayesha Aisha Zainab Maryam Saima Nadia Sadia Shazia Samina Nasreen Rukhsana Shabana Farzana Rubina Yasmin Noreen Naila Amina Khadija Hafsa Iqra Maria Sana Hina Asma Uzma Bushra Tahira Zahida Parveen Kausar Shaheen Tasneem Nargis Robina Sumaira Aneela Farah Humaira Javeria Kiran Lubna Mehwish Mahnoor Nida Rabia Sidra Tayyaba Zara Anum",
	Surnames:       "Khan Ahmed Hussain Ali Mahmood Iqbal Malik Akhtar Shah Mohammed Butt Mirza Chaudhry Raja Sheikh Qureshi Rehman Aslam Hanif Bashir Ashraf Anwar Arshad Akram Latif Nawaz Parvez Rafiq Riaz Rashid Saleem Sarwar Shafi Shabir Sharif Siddique Yaqoob Younis Yousaf Zaman Afzal Awan Baig Bhatti Dar Farooq Ghafoor Hamid Haq Hashmi Ishaq Jamil Javed Kayani Khalid Lodhi Majeed Masood Mehmood Mughal Naz Niazi Rana Raza Rauf Sadiq Saeed Tahir Tariq Ullah Wahid Zafar Zahoor",
	FemaleSurnames: "Bibi Khan Akhtar Begum Hussain Ahmed Ali Kausar Parveen Mahmood Iqbal Malik Shah Mohammed Bano Kauser Jan Mirza Chaudhry Raja Sheikh Qureshi Rehman Aslam Bashir Ashraf Anwar Arshad Akram Nawaz Parvez Rafiq Riaz Rashid Saleem Sharif Siddique Yousaf Zaman Afzal Awan Baig Bhatti Dar Farooq Haq Hashmi Jamil Kayani Khalid Mughal Naz Rana Raza Saeed Tahir Tariq",
	Given:          shape{0.3, 0.8, 0.16}, Family: shape{0.2, 0.95, 0.06},
	GivenTail:  [2]string{"Ab Af Akh Am An Ar Ash At Az Bash Dil Fay Gul Hab Hum Ijl Ikr Is Jah Jam Kar Lat Mub Muj Muz Nab Naj Nis Par Qad Raf Rah Sab Sal Sham Shar Suh Tam Taw Was Zah Zul", "ad af ail am an ar ash at az een eer if im iq ir ish od oor ul un"},
	FamilyTail: [2]string{"Abb Af Ah Al Am An Ar As Bal Bukh Chis Dur Fay Ghaz Gil Gond Hab Ham Ish Jal Jan Kaz Khok Kir Lag Mal Mar Min Naq Nis Pir Qad Qaz Raj Rizv Sab Sik Sol Sul Taf Tan Taq Us Waz Zub", "ad ali an ani ar ari at awi ehi har hi i ia id il imi in ir ish iwal"},
	GivenEnds:  [2]string{"", "a"}, Middle: 0.3, Double: 0.04, Swap: 0.04, Respell: 0.22,
	Spellings: "Mohammed=Muhammad Mohammed=Mohammad Muhammad=Mohamed Muhammad=Muhammed Hussain=Hussein Hussain=Husain Ahmed=Ahmad Chaudhry=Choudhry Chaudhry=Chowdhury Sheikh=Shaikh Iqbal=Ikbal Mahmood=Mehmood Rehman=Rahman Qureshi=Koreshi Ayesha=Aisha Usman=Osman Omar=Umar Siddique=Siddiqui Yousaf=Yusuf ee=i oo=u q=k", Marries: 0.12,
}

var nigerian = Origin{
	Name: "Nigerian", Share: 0.04,
	Male:     "Emmanuel Samuel David Daniel Michael John Joseph Peter Paul Chinedu Emeka Chukwuemeka Obinna Ikenna Kelechi Uche Nnamdi Chidi Ifeanyi Okechukwu Oluwaseun Olumide Adebayo Babatunde Tunde Segun Kehinde Taiwo Femi Oluwafemi Ayodele Kayode Gbenga Wale Adewale Dele Yinka Kunle Ibrahim Musa Abubakar Usman Yusuf Sani Aliyu Bello Umar Victor Godwin Sunday Monday Friday Innocent Blessing Solomon Moses Isaac Joshua",
	Female:   "Blessing Grace Mary Esther Ruth Joy Patience Mercy Faith Comfort Ngozi Chioma Amaka Ifeoma Nkechi Chinyere Adaeze Uchenna Ogechi Nneka Obioma Chiamaka Oluwaseun Funmilayo Folake Yetunde Bukola Bolanle Omolara Titilayo Temitope Abimbola Adenike Olabisi Kehinde Taiwo Ronke Sade Simisola Aisha Fatima Hauwa Zainab Amina Halima Maryam Elizabeth Sarah Victoria Deborah Gloria Favour Precious Happiness Peace",
	Surnames: "Okafor Okeke Adeyemi Okonkwo Ibrahim Mohammed Balogun Adebayo Musa Eze Nwosu Obi Ojo Abubakar Bello Usman Okoro Nwachukwu Onyeka Adeleke Akinola Olawale Ogunleye Adewale Afolabi Bakare Oladipo Salami Lawal Yusuf Sani Aliyu Abdullahi Suleiman Garba Umar Danjuma Onuoha Chukwu Anyanwu Uzor Igwe Iwu Mbah Nnadi Ibe Osagie Igbinedion Aigbe Edet Effiong Bassey Etim Okon Udoh Akpan Essien George Johnson Williams Davies Cole Thomas",
	Given:    shape{5, 0.6, 0.42}, Family: shape{8, 0.6, 0.66},
	GivenTail: [2]string{"Ade Oluwa Olu Ola Ayo Baba Omo Ifa Ire Chi Chukwu Nna Obi Ugo Ike Kene Ebere Ogo Uzo Oghene Ose Ere Ini Ime Ubong", "bayo bunmi dapo dayo dele femi gboye jide kemi kunle lade lola niyi ranti seun sola tayo tobi tola wale yemi yinka amaka dubem ebuka emeka ezie jioke kaodi kwe lotam ma nazo nedu nonso tere wendu zaram"},
	FamilyTail: [2]string{
		"Ade Aje Aki Akin Ala Ami Aro Awo Ayo Bami Dada Ego Fa Fala Fasa Ige Ilo Ko Lade Odu Ogun Oko Ola Ole Olo Olu Omo Oni Ori Osi Oso Oye Sho So Chi Chukwu Eke Eme Ene Iro Nwa Nwo Nze Obi Ofo Oha Oke Oko Onu Onyi Osu Ugo Uma Uzo Dan Mai Yar Ebo Eno Iyo Osa Udo Uko",
		"ade bamiro banjo bi bode bola boye bukola dara dayo dele dipe dotun fela folu gbade gbemi gbola jobi kanmi koya kunle lana leke lola luyi mide moye niran niyi pe ranti sanya segun sile sola tade tayo tola toye wande wole wumi yele yemi agu akor aka ala ama anya dike edo efo egbu ele eze ike iri kere koro kwesi mere nba neme nike nna nwe oma ora uche ukwu uru uzie",
	},
	GivenEnds: [2]string{"", ""}, Middle: 0.65, Double: 0.05, Swap: 0.07, Respell: 0.1,
	Spellings: "Oluwa=Olu Chukwu=Chuks Chukwuemeka=Emeka Oluwafemi=Femi Babatunde=Tunde Adewale=Wale ch=sh kw=qu gb=b Mohammed=Muhammad Abdullahi=Abdulahi Aisha=Aishat Usman=Othman Okonkwo=Okonkwor yi=i", Marries: 0.25,
}

var bangladeshi = Origin{
	Name: "Bangladeshi", Share: 0.025,
	Male:           "Mohammed Md Abdul Abdur Shah Syed Kamal Jamal Rahim Karim Salim Shahin Ruhul Nurul Aminul Rafiqul Shofiqul Anwar Delwar Mizanur Mahbubur Habibur Lutfur Fazlul Siraj Faruk Monir Jubed Shamim Sumon Rubel Rasel Tanvir Sabbir Imran Kabir Tareq Ashraf Iqbal Sohel Masud Jahangir Alamgir Badrul Shuhel Kaisar Junel Emdad",
	Female:         "Fatema Ayesha Rahima Nasima Shahena Rukia Salma Sultana Taslima Rina Shirin Hasina Jahanara Rehana Nazma Momtaz Shahanara Farida Halima Amina Sabina Tahmina Nargis Ruksana Parvin Shamima Sharmin Farhana Nusrat Israt Jannatul Sadia Tania Nasrin Lovely Poly Shuly Husna Monowara Rabeya Roksana Sumaiya",
	Surnames:       "Miah Ali Ahmed Uddin Islam Rahman Hussain Khan Chowdhury Hoque Alam Choudhury Ullah Haque Karim Hossain Mia Khatun Begum Sarkar Talukdar Malik Mahmud Kabir Hasan Bhuiyan Sikder Mondal Das Roy Sheikh Molla Talukder Azad Bari Choudhry Goni Jalil Kadir Latif Matin Motin Noor Quddus Razzak Rashid Rouf Salam Samad Shahid Sobhan Wahid Zaman",
	FemaleSurnames: "Begum Khatun Khanom Akter Bibi Ahmed Islam Rahman Chowdhury Ali Hussain Khan Sultana Miah Uddin Nessa Hoque Choudhury Parvin Yasmin Jahan Ferdous Alam Haque Hossain Sarkar Das Roy",
	Given:          shape{0.4, 0.75, 0.12}, Family: shape{0.2, 0.95, 0.04},
	GivenTail:  [2]string{"Ab Af Akt Am An Ash Az Bad Del Fakh Faz Gias Hab Ham Jah Jal Khal Lut Mah Man Mas Mizan Mok Mos Muj Nas Nizam Nur Obai Raf Rash Reza Sad Shaf Sham Shar Siraj Taj Tofa Wah Zak", "ar ed el em er il in ir id on ul ur us"},
	FamilyTail: [2]string{"Akh Am Ans Bak Bep Bis Dew Gaz Hal Haw Kaz Las Maj Mat Mir Mun Nath Pat Pod Pram Sar Sik Sen Sut Tal Tar", "ader ai al an and ar ari as der iar ida ik il in owdar ul"},
	GivenEnds:  [2]string{"", "a"}, Middle: 0.25, Double: 0.06, Swap: 0.09, Respell: 0.26,
	Spellings: "Mohammed=Md Mohammed=Muhammad Chowdhury=Choudhury Chowdhury=Chaudhry Miah=Mia Hussain=Hossain Uddin=Udin Rahman=Rahaman Hoque=Haque Begum=Begom Khatun=Khatoon Ahmed=Ahmad Akter=Akhtar Fatema=Fatima Ayesha=Aysha Islam=Eslam ee=i oo=u j=z", Marries: 0.05,
}

var chinese = Origin{
	Name: "Chinese", Share: 0.03,
	Male:     "Wei Ming Jun Lei Tao Hao Jie Feng Peng Bin Gang Yong Chao Qiang Kai Yi Bo Hui Jian Long Michael David Kevin Jason Eric Tony Alan Raymond Kenneth Peter Wai-Ming Ka-Ho Chi-Wai Kwok-Wai Siu-Ming",
	Female:   "Fang Li Na Yan Min Jing Ying Xia Mei Hong Ling Xin Yu Hui Qian Lan Juan Ping Xue Ting Amy Jenny Grace Vivian Karen Michelle Cindy Helen Joyce Winnie Mei-Ling Ka-Yan Wing-Yan Siu-Ling Wai-Yee",
	Surnames: "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Wong Chan Lee Cheung Lau Ng Leung Ho Lam Tsang Yip Kwok Chow Chiu Fung Tse Yeung Hui Mak Kwan Tam Cheng Poon Choi Szeto Au Yuen Lai Lo Mok Siu Pang Wan Chu Tsui Shum Kwong",
	Given:    shape{20, 0.5, 0.7}, Family: shape{2, 0.85, 0.03},
	GivenTail:  [2]string{"Ai Bao Bei Bing Chang Chun Da De Fei Fu Gui Guang Hai Han Hao He Hong Hua Jia Jian Jing Ke Lan Le Li Liang Ling Man Mei Ming Nan Ning Pei Qi Qing Rong Rui Shan Shao Shu Si Tian Ting Wan Wen Xi Xiang Xiao Xin Xiu Ya Yan Yi Yong Yu Yuan Yun Ze Zhen Zhi Zi", "an bin bo chao chen cheng dong fang fei feng gang hai hao hong hua hui jia jian jie jing jun kai lan lei li liang lin ling long man mei min ming na ning peng ping qi qiang qin ran rong rui shan ting tong wei wen xia xin xue yan yang yi ying yu yuan yun zhen"},
	FamilyTail: [2]string{"Ou Si Zhu Shang Xia Dong Duan Gong Hua Huang Nan Mu Tai Tan Wen Xi Xuan Yu", "yang ma ge guan hou fang mu sun fu pu gong rong tai wei chi"},
	GivenEnds:  [2]string{"", ""}, Middle: 0.18, Double: 0.02, Swap: 0.14, Respell: 0.16,
	Spellings: "Zhang=Cheung Zhang=Chang Wang=Wong Chen=Chan Li=Lee Liu=Lau Huang=Wong Zhou=Chow Wu=Ng Xu=Hsu Lin=Lam Zheng=Cheng Xie=Tse Cai=Choi Liang=Leung Guo=Kwok Yang=Yeung Zhao=Chiu Lu=Lo Zh=Ch X=Hs Q=Ch -=_ Yu=Yue", Marries: 0.06,
}

var arabic = Origin{
	Name: "Arabic", Share: 0.03,
	Male:     "Mohamed Ahmed Ali Omar Youssef Hassan Hussein Mahmoud Khaled Ibrahim Abdullah Mustafa Tarek Karim Samir Walid Nabil Rashid Faisal Sami Ziad Rami Hani Bassam Fadi Ammar Anas Bilal Hamza Ismail Jamal Kamal Majed Marwan Mazen Munir Nasser Osama Qasim Saad Salah Saleh Salim Tamer Wael Yasser Yahya Zaid Abdulrahman Abdulaziz Abdelkader Abderrahim",
	Female:   "Fatima Aisha Mariam Zahra Layla Noor Amina Hanan Huda Iman Khadija Laila Lina Maha Mona Nadia Nour Rania Reem Rima Salma Samira Sara Sawsan Suad Yasmin Zainab Abeer Amal Asma Dalal Dina Farah Ghada Hala Hiba Jamila Kawther Lamia Manal Najat Nawal Rasha Sabah Siham Souad Wafa Widad Zeinab",
	Surnames: "Mohamed Ahmed Ali Hassan Ibrahim Hussein Abdullah Mahmoud Saleh Al-Hassan Khalil Mansour Salem Omar Youssef Haddad Khoury Al-Ahmad Nasser Farah Hamdan Issa Karim Osman Said Suleiman Awad Bakr Al-Masri Al-Shami Al-Baghdadi Al-Tikriti Al-Jabouri Al-Zaidi Al-Rashid Al-Sayed El-Sayed El-Masry El-Din Ben-Ali Benali Bouazizi Bensaid Haddadi Mansouri Cherif Hamidi Zidane Abdi Abdirahman Farouk Fawzi Ghanem Habib Hadi Hijazi Jaber Jassim Kassem Maalouf Matar Najjar Nassar Qassem Rahal Sabbagh Sharif Shehadeh Tawfiq Yassin Zein Zaki",
	Given:    shape{1, 0.7, 0.2}, Family: shape{2, 0.65, 0.42},
	GivenTail:  [2]string{"Abdul Abdel Nur Saif Shams Jamal Ala Baha Fakhr Imad Izz Nasr Sal Taj Zayn", "allah aziz fattah ghani hadi hakim halim hamid jabbar jalil karim latif majid malik nasir qadir rahim rahman razzaq salam samad wahab wahid"},
	FamilyTail: [2]string{"Al- El- Abu Ben Bou Bin", "Amri Ansari Asadi Azawi Azzam Badri Bakri Dabbagh Dulaimi Fadhli Fahad Ghamdi Hajj Hakim Halabi Hamawi Harbi Hashimi Hilali Homsi Janabi Jawad Juburi Kaabi Khatib Kubaisi Lami Mahdi Maliki Marri Mutairi Nabulsi Naimi Najafi Obeidi Omari Otaibi Qahtani Qurashi Rawi Rifai Rubaie Sadr Saffar Samarrai Sharqawi Shammari Subaie Sudani Sultan Tamimi Tayyar Umari Wahabi Yamani Zahrani Zawi Zubaidi"},
	GivenEnds:  [2]string{"", "a"}, Middle: 0.45, Double: 0.08, Swap: 0.07, Respell: 0.35,
	Spellings: "Mohamed=Mohammed Mohamed=Muhammad Ahmed=Ahmad Youssef=Yusuf Youssef=Yousif Hussein=Husain Hassan=Hasan Khaled=Khalid Mahmoud=Mahmood Mustafa=Moustapha Tarek=Tariq Abdullah=Abdallah Omar=Umar Osama=Usama Suleiman=Sulayman Khoury=Khouri Al-=El- Al-=_ El-=Al Al-=Al_ Abdul=Abdel Abdul=Abd_al- ou=u ee=i q=k Aisha=Aicha Mariam=Maryam Cherif=Sharif Issa=Eissa", Marries: 0.06,
}

// list is names with how often each is borne, added up.
type list struct {
	names []string
	upTo  []float64
}

func newList(names string, s shape) list {
	var l list
	sum := 0.0
	for _, n := range strings.Fields(names) {
		sum += math.Pow(float64(len(l.names))+1+s.Flat, -s.Steep)
		l.names, l.upTo = append(l.names, n), append(l.upTo, sum)
	}
	return l
}

func (l *list) draw(d *draw) string {
	at := d.Unit() * l.upTo[len(l.upTo)-1]
	return l.names[min(sort.SearchFloat64s(l.upTo, at), len(l.names)-1)]
}

// naming is an origin made ready.
type naming struct {
	*Origin
	male, female, surnames, herSurnames list
	givenTail, familyTail               [2]list
	respell                             [][2]string
}

// Rare halves are uneven too, so that the rare names have a long tail of their own.
var rare = shape{4, 0.8, 0}

func ready(o *Origin) *naming {
	n := &naming{Origin: o, male: newList(o.Male, o.Given), female: newList(o.Female, o.Given), surnames: newList(o.Surnames, o.Family)}
	n.herSurnames = n.surnames
	if o.FemaleSurnames != "" {
		n.herSurnames = newList(o.FemaleSurnames, o.Family)
	}
	for i := range 2 {
		n.givenTail[i], n.familyTail[i] = newList(o.GivenTail[i], rare), newList(o.FamilyTail[i], rare)
	}
	for _, s := range strings.Fields(o.Spellings) {
		a, b, _ := strings.Cut(s, "=")
		n.respell = append(n.respell, [2]string{strings.ReplaceAll(a, "_", " "), strings.ReplaceAll(b, "_", " ")})
	}
	return n
}

func (n *naming) given(d *draw, woman bool) string {
	if d.Chance(n.Given.Tail) {
		s, end := n.givenTail[0].draw(d)+n.givenTail[1].draw(d), n.GivenEnds[0]
		if woman {
			end = n.GivenEnds[1]
		}
		if end != "" && strings.HasSuffix(s, end) {
			end = ""
		}
		return s + end
	}
	if woman {
		return n.female.draw(d)
	}
	return n.male.draw(d)
}

func (n *naming) family(d *draw, woman bool) string {
	s := ""
	switch {
	case d.Chance(n.Family.Tail):
		s = n.familyTail[0].draw(d) + n.familyTail[1].draw(d)
	case woman:
		s = n.herSurnames.draw(d)
	default:
		s = n.surnames.draw(d)
	}
	if woman && n.Origin == &polish {
		for _, end := range []string{"ski", "cki", "dzki"} {
			if strings.HasSuffix(s, end) {
				return s[:len(s)-1] + "a"
			}
		}
	}
	return s
}
