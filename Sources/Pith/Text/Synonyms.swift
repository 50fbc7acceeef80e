// Groups of English words that mean nearly the same: a question and its answer often use different ones.
//
// A hand-made list of everyday words; it makes no claim to be a dictionary. A match through it counts half of the word itself,
// so that a wrong sense costs little. The groups are read through once per question: about 1400 words, tens of microseconds.

struct SynonymGroups {
  private(set) var count = 0
  /// The hashes of the group at hand.
  private(set) var hashes = SIMD16<UInt64>()
  private var at = 0
  private let classes: WordLists

  init(_ classes: WordLists) { self.classes = classes }

  /// Goes to the next group; false after the last.
  mutating func next() -> Bool {
    let text = SynonymGroups.text.utf8Start
    let size = SynonymGroups.text.utf8CodeUnitCount
    guard at < size else { return false }
    count = 0
    var word = Folded()
    while at <= size {
      let c = at < size ? text[at] : UInt8(ascii: ";")
      at &+= 1
      if c >= 0x61 {
        word.append(c)
        continue
      }
      if word.count > 0 && count < 16 {
        // A function word is never matched by its meaning.
        if !classes[word.hash()].contains(.function) {
          word.stem()
          hashes[count & 15] = word.hash()
          count &+= 1
        }
        word = Folded()
      }
      if c == UInt8(ascii: ";") { return true }
    }
    return true
  }

  func contains(_ hash: UInt64) -> Bool {
    var i = 0
    while i < count {
      if hashes[i & 15] == hash { return true }
      i &+= 1
    }
    return false
  }

  private static var text: StaticString {
    """
    begin start commence launch initiate open;end finish stop conclude terminate complete cease close final;buy purchase \
    acquire obtain;sell sale vend market;big large great huge enormous giant major massive;small little tiny minor \
    minimal slight;fast quick rapid speed swift speedy;slow sluggish delay lag;increase grow rise raise expand gain climb;\
    decrease reduce shrink fall drop decline lower lessen;fix repair correct mend patch solve resolve remedy;break damage \
    corrupt destroy ruin crash harm;error mistake fault bug defect failure problem issue;fail abort crash break failure \
    unsuccessful;forbid prohibit disallow ban prevent refuse reject deny block;allow permit let enable authorize accept \
    admit;make create build construct produce generate form;remove delete erase discard drop eliminate strip;add append \
    insert include attach join;change modify alter edit adjust update vary amend;move transfer shift relocate migrate \
    carry;copy duplicate replicate clone backup;keep retain preserve hold maintain store save;get obtain receive acquire \
    fetch retrieve;give provide supply offer deliver grant;show display present demonstrate reveal indicate;hide conceal \
    mask cover;find discover detect locate identify determine;search look seek query lookup;choose select pick opt decide \
    choice;use utilize employ apply usage;need require demand must necessary requirement;want wish desire;help assist aid \
    support;try attempt effort;test check verify validate examine inspect;say state tell mention declare claim assert;\
    explain describe clarify define;mean signify indicate denote imply;call name term label title;think believe consider \
    suppose regard;know understand learn realize;like love enjoy prefer;dislike hate detest;important significant \
    essential crucial vital key;main primary chief principal major;first initial original earliest;last final latest \
    ultimate;new recent modern novel fresh;old ancient aged former previous;current present now existing;next following \
    subsequent later;previous prior earlier preceding former;often frequent frequently regularly commonly;usually \
    typically normally generally commonly;rare seldom uncommon infrequent;always constantly permanently forever;sometimes \
    occasionally;same identical equal equivalent;different distinct other various unlike;similar alike comparable \
    analogous;difference distinction contrast;part piece portion component section segment;whole entire complete total \
    full;group set collection class category;kind type sort class category variety;way method manner approach technique \
    means;reason cause why because due;result effect outcome consequence;happen occur arise;place location site position \
    spot;area region zone territory;home house residence dwelling;city town municipality;country nation state land;people \
    person human individual;man male;woman female;child kid;worker employee staff personnel;boss manager chief head \
    leader director;company firm business corporation enterprise;job work task duty occupation;money cash fund funds \
    currency;price cost fee charge expense;pay payment spend;cheap inexpensive affordable;expensive costly;rich wealthy;\
    free gratis;car automobile vehicle;road street highway;trip journey travel voyage;ship boat vessel;plane aircraft \
    airplane;doctor physician;sick ill disease illness;medicine drug medication;die death dead decease;kill murder slay;\
    birth born;live reside inhabit dwell life;food meal;drink beverage;water liquid fluid;hot warm heat;cold cool chill;\
    hard difficult tough;easy simple straightforward;safe secure security safely;danger risk hazard peril threat \
    dangerous unsafe;strong powerful robust;weak feeble fragile;true correct right accurate exact;wrong incorrect false \
    inaccurate invalid;good fine well;bad poor terrible;better superior improve;worse inferior;best optimal ideal;careful \
    cautious conservative prudent;clear obvious evident plain;likely probable probably;unlikely improbable;possible \
    feasible;impossible infeasible;certain sure definite;limit maximum bound cap restrict restriction ceiling;minimum \
    least smallest;maximum most largest greatest highest;size length width extent;amount quantity number count volume;\
    many numerous multiple several;few little;about approximately roughly around;near close nearby;far distant remote;\
    high tall;low short;wide broad;long lengthy;thin narrow slim;thick dense;heavy weighty weight;light lightweight;empty \
    vacant blank;full filled;quiet silent;loud noisy;write author compose record;read scan;rewrite recode reimplement \
    port;record log register entry;document file paper;book volume;letter message mail;message notice notification;send \
    transmit dispatch;answer reply respond response;ask inquire question request;request ask demand;talk speak discuss \
    conversation;see view watch observe;hear listen;feel sense;teach instruct train;student pupil;school academy college \
    university;team crew;win victory triumph;lose loss defeat;fight battle conflict war;attack assault;defend protect \
    guard shield;law rule regulation statute;crime offense;police officer;government administration state;president \
    leader head;king monarch ruler;election vote;agree accept consent approve;disagree oppose object;plan scheme project;\
    idea concept notion thought;goal aim objective purpose intent;success achieve accomplish succeed attain;develop \
    evolve build;developer programmer author engineer;invent devise create;design plan layout;improve enhance better \
    upgrade;replace substitute swap exchange;share distribute divide;split divide separate partition;join combine merge \
    unite concatenate;connect link attach join connection;disconnect detach;collect gather accumulate;arrange order sort \
    organize;compare contrast;measure gauge quantify;calculate compute reckon;estimate approximate guess;predict forecast;\
    wait pause delay;continue proceed resume persist;return restore revert;recover restore rescue;repeat again iterate;\
    run execute perform operate;program application software app;computer machine pc;server host;user client customer \
    consumer;network internet web;page sheet;screen display monitor;disk drive storage;memory ram;data information;table \
    relation;row record tuple;column field attribute;key index;value amount;type kind;function procedure routine method;\
    argument parameter;string text;number figure digit;character letter;code source;version release edition;default \
    standard;option setting choice;feature capability;support supports;warn warning alert caution;ignore skip disregard \
    omit;temporary transient provisional;permanent lasting durable persistent;automatic automatically itself;manual \
    manually hand;concurrent simultaneous parallel;process worker;thread threads;lock mutex;access entry;permission \
    privilege right;password passphrase credential;encrypt cipher;public open;private confidential;internal inner;\
    external outer outside;rain precipitation;sun solar;earth soil ground;tree forest wood;animal beast;river stream;sea \
    ocean;mountain hill peak;island isle;north northern;south southern;east eastern;west western;year annual;month \
    monthly;day daily;week weekly;hour hourly;begin origin;old age;young youth;name surname;father parent dad;mother \
    parent mum mom;son child;daughter child;brother sibling;sister sibling;husband spouse;wife spouse;marry wed marriage;\
    friend companion;enemy foe opponent;happy glad joy;sad unhappy;angry furious;afraid scared fear;surprise astonish \
    amaze;tire exhaust fatigue;clean wash;color colour;picture image photo photograph;film movie;music song;game match;\
    play perform;art painting;science scientific;research study investigate investigation;theory hypothesis;fact truth;\
    example instance sample;list enumerate;lack absence without missing;present existence exist;forget omit;remember \
    recall;throw raise;raise throw signal;catch handle;exception error
    """
  }
}
