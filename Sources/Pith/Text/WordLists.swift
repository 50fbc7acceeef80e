// Small closed classes of words: what carries no topic, what negates, what counts, what refers back.
//
// The lists are of function words, the parts of a language that do not grow. They steer three things: how much a word of a
// question weighs, which words may never be dropped from a sentence (negations, numbers and what compares them), and which
// may (articles, intensifiers, fillers). Words that no list names are content and are never dropped.
//
// They live in one table in scratch, built in microseconds at the start of a call: the library has no global state.

struct WordTraits: OptionSet {
  let rawValue: UInt32
  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Carries no topic of its own.
  static let function = WordTraits(rawValue: 1)
  static let negation = WordTraits(rawValue: 2)
  /// A number in words, or an ordinal.
  static let number = WordTraits(rawValue: 4)
  /// Compares or bounds what follows: "at least", "up to", "before".
  static let quantifier = WordTraits(rawValue: 8)
  static let month = WordTraits(rawValue: 16)
  static let weekday = WordTraits(rawValue: 32)
  /// At the start of a sentence it points to the one before.
  static let refersBack = WordTraits(rawValue: 64)
  /// May be left out of a sentence.
  static let droppable = WordTraits(rawValue: 128)
  static let unit = WordTraits(rawValue: 256)
  /// Introduces a reason.
  static let reason = WordTraits(rawValue: 512)
  /// Asks: "what", "when".
  static let question = WordTraits(rawValue: 1024)
  /// Names a place when a capitalised word follows.
  static let place = WordTraits(rawValue: 2048)
  /// As function and droppable, in a language other than English: "war", "die" and "son" are content where the text is English.
  static let foreignFunction = WordTraits(rawValue: 4096)
  static let foreignDroppable = WordTraits(rawValue: 8192)
}

struct WordLists {
  private static let slots = 4096
  private let keys: UnsafeMutablePointer<UInt64>
  private let values: UnsafeMutablePointer<UInt32>

  init(_ workspace: Workspace) throws(PithError) {
    keys = try workspace.allocate(WordLists.slots, of: UInt64.self)
    values = try workspace.allocate(WordLists.slots, of: UInt32.self)
    var i = 0
    while i < WordLists.slots {
      keys[i] = 0
      values[i] = 0
      i &+= 1
    }
    addLists()
  }

  /// The classes of a word by the hash of its folded form.
  @inline(__always) subscript(_ hash: UInt64) -> WordTraits {
    var slot = Int(truncatingIfNeeded: hash >> 20) & (WordLists.slots &- 1)
    while keys[slot] != 0 {
      if keys[slot] == hash { return WordTraits(rawValue: values[slot]) }
      slot = (slot &+ 1) & (WordLists.slots &- 1)
    }
    return []
  }

  /// Adds words separated by single spaces.
  private func add(_ words: StaticString, _ classes: WordTraits) {
    let text = words.utf8Start
    let count = words.utf8CodeUnitCount
    var hash = TermHash()
    var i = 0
    while i <= count {
      if i == count || text[i] == 0x20 || text[i] == 0x0A {
        if hash.length > 0 { insert(hash.value, classes) }
        hash = TermHash()
      } else {
        hash.add(text[i])
      }
      i &+= 1
    }
  }

  private func insert(_ hash: UInt64, _ classes: WordTraits) {
    var slot = Int(truncatingIfNeeded: hash >> 20) & (WordLists.slots &- 1)
    while keys[slot] != 0 && keys[slot] != hash { slot = (slot &+ 1) & (WordLists.slots &- 1) }
    keys[slot] = hash
    values[slot] |= classes.rawValue
  }

  private func addLists() {
    // English.
    add(
      """
      a an the this that these those such each every either neither some any all both few many much more most several other
      another same own i me my mine we us our ours you your yours he him his she her hers it its they them their theirs one
      ones oneself myself yourself himself herself itself ourselves themselves who whom whose which what when where why how
      am is are was were be been being do does did doing done have has had having can could will would shall should may might
      must need ought used get gets got of in on at by for with about against between into through during before after above
      below to from up down out off over under again further then once here there and but or nor so yet if because as until
      while since although though than too very just only also even still ever never not no yes however therefore thus hence
      moreover furthermore else per via within without upon among amongst along across behind beyond near toward towards
      whether whereas whenever wherever whatever whichever whoever etc quite rather really actually basically simply often
      sometimes usually always already perhaps maybe around onto unless except despite let lets us him going go goes went
      isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't shan't shouldn't
      mustn't needn't cannot i'm you're he's she's it's we're they're i've you've we've they've i'd you'd he'd she'd we'd
      they'd i'll you'll he'll she'll we'll they'll that's there's here's what's who's let's
      """, .function)
    add("what which who whom whose when where why how", .question)
    add(
      """
      not no nor never none nobody nothing nowhere neither without except unless cannot hardly scarcely barely rarely seldom
      only lack lacks lacking fail fails failed avoid avoids avoided prevent prevents prevented deny denies denied refuse
      refuses refused isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't won't wouldn't
      shan't shouldn't mustn't needn't ain't
      """, .negation)
    add(
      """
      zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
      nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
      billion billions trillion dozen dozens half halves third thirds quarter quarters fourth fifth sixth seventh eighth ninth
      tenth first second once twice thrice double triple single pair couple
      """, .number)
    add(
      """
      at least most more less fewer than over under above below between from to up until till before after about around
      approximately nearly almost roughly exactly per every each all any some few many several both either within since
      during by minimum maximum max min average plus minus times if when then else or and
      """, .quantifier)
    add("january february march april may june july august september october november december", .month)
    add("jan feb mar apr jun jul aug sep sept oct nov dec", .month)
    add("monday tuesday wednesday thursday friday saturday sunday", .weekday)
    add(
      """
      percent per cent degree degrees second seconds minute minutes hour hours day days week weeks month months year years
      decade decades century centuries metre metres meter meters kilometre kilometres kilometer kilometers km mile miles foot
      feet inch inches cm mm gram grams kilogram kilograms kg pound pounds tonne tonnes ton tons litre litres liter liters
      dollar dollars euro euros yen cents byte bytes kb mb gb tb kilobytes megabytes gigabytes watt watts kw mw volts hertz hz
      people times
      """, .unit)
    add(
      """
      it its he she they them their his her this that these those such both however therefore thus hence moreover furthermore
      also instead otherwise nevertheless nonetheless additionally consequently then so but and yet still likewise similarly
      finally afterwards later meanwhile another others
      """, .refersBack)
    add("because since due therefore thus hence so reason reasons cause causes caused owing as why result", .reason)
    add("in at near from to of on through across around outside inside north south east west city town river", .place)
    add(
      """
      a an the very really quite rather just actually basically simply also indeed certainly clearly obviously essentially
      generally literally particularly especially highly extremely fairly truly definitely somewhat somehow moreover
      furthermore additionally however therefore thus hence accordingly consequently
      """, .droppable)
    // German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian: function words, negations, articles.
    add(
      """
      der die das den dem des ein eine einen einem einer eines und oder aber in im an am auf zu zum zur von vom mit bei fur nach
      aus uber unter vor durch gegen ohne um ist sind war waren wird werden wurde wurden hat haben hatte hatten kann konnen
      sich er sie es wir ihr ich du nicht kein keine als wie wenn dass weil auch nur noch schon sehr was wer wo wann warum
      welche welcher welches
      """, .foreignFunction)
    add("nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne ausser nur weder kaum", .negation)
    add("wer was wo wann warum wie welche welcher welches wieviel wieso", .question)
    add("januar februar marz april mai juni juli august september oktober november dezember", .month)
    add("zwei drei vier funf sechs sieben acht neun zehn elf zwolf hundert tausend million millionen milliarden", .number)
    add("der die das den dem des ein eine einen einem einer eines sehr auch eigentlich ja doch wohl halt", .foreignDroppable)
    add(
      """
      le la les l un une des du de d au aux et ou mais dans en sur sous par pour avec sans chez vers est sont etait etaient
      sera ete a ont avait il elle ils elles on nous vous je tu se ce cet cette ces son sa ses leur leurs qui que quoi dont ou
      quand comment pourquoi quel quelle quels quelles ne pas plus tres aussi si comme
      """, .foreignFunction)
    add("ne n pas jamais rien aucun aucune sans sauf ni personne nul nulle guere hormis", .negation)
    add("qui que quoi ou quand comment pourquoi quel quelle quels quelles combien", .question)
    add("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre", .month)
    add("deux trois quatre cinq sept huit neuf dix onze douze cent mille millions milliard milliards", .number)
    add("le la les un une tres aussi vraiment simplement", .foreignDroppable)
    add(
      """
      el la los las un una unos unas de del al y o pero en con sin por para sobre entre es son era eran fue fueron ser ha han
      habia se su sus lo le les que quien cual cuando donde como por porque no ni muy mas tambien si este esta estos estas ese
      """, .foreignFunction)
    add("no ni nunca jamas nada nadie ningun ninguna ninguno sin excepto salvo tampoco solo", .negation)
    add("que quien cual cuales cuando donde como cuanto cuantos cuantas", .question)
    add("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", .month)
    add("dos tres cuatro cinco seis siete ocho nueve diez once doce cien ciento mil millon millones", .number)
    add("el la los las un una unos unas muy tambien realmente", .foreignDroppable)
    add(
      """
      il lo la i gli le un uno una di del della dei delle e o ma in nel nella con su per tra fra da dal e sono era erano ha
      hanno che chi cui quale quando dove come perche non piu molto anche si questo questa o os as um uma dos das em no na nos
      nas com por para e foi foram que quem qual quando onde como porque nao mais muito tambem
      """, .foreignFunction)
    add("non mai niente nulla nessuno nessuna senza neanche nemmeno tranne eccetto nao nunca jamais nada nenhum nenhuma sem nem exceto", .negation)
    add("de het een en of maar in op aan van voor met zonder bij naar uit over is zijn was waren wordt werd heeft dat die dit", .foreignFunction)
    add("niet geen nooit niemand niets zonder behalve tenzij inte ej ikke icke aldrig ingen inget inga utan uden aldri ingenting", .negation)
    add("och att det som en ett den de pa ar av for med till om var har inte i w z na do nie ze sie jest to o po od za", .foreignFunction)
    add("nie bez nigdy nikt nic zaden oprocz не ни нет без никогда никто ничего нельзя кроме degil yok hic asla olmadan", .negation)
    add("и в не на я с что а по это как к но за из от для о то же у бы был была было были есть он она они мы вы", .foreignFunction)
    add("januari februari maart mei augustus oktober gennaio febbraio aprile maggio giugno luglio agosto settembre ottobre dicembre", .month)
    add("janeiro fevereiro abril maio junho julho setembro outubro dezembro", .month)
  }
}
