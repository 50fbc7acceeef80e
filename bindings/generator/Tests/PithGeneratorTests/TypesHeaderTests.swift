// Reading types.h: what is found in it, and what is refused.

import Testing

@testable import PithGenerator

func read(_ header: String) throws(Problems) -> TypesHeader { try TypesHeader(parsing: header, file: "types.h") }

@Suite struct ReadingTypes {
  @Test func constants() throws {
    let types = try read(
      """
      #define PITH_TYPES_H
      #define PITH_API __attribute__((visibility("default")))
      /* Above. */
      #define PITH_A 7
      #define PITH_B (-0x10) /* beside */
      #define PITH_C 5000000000uLL
      #define OTHER 1
      """)
    #expect(types.constants.map(\.name) == ["PITH_A", "PITH_B", "PITH_C"])
    #expect(types.constants.map(\.value) == [7, -16, 5_000_000_000])
    #expect(types.constants.map(\.text) == ["Above.", "beside", ""])
  }

  @Test func aRulerIsNoComment() throws {
    let types = try read(
      "/* ---- Section ---- */\ntypedef struct pith_x pith_x;\n/* Far away. */\n\n\ntypedef struct pith_y pith_y;")
    #expect(types.opaques.map(\.text) == ["", ""])
  }

  @Test func enums() throws {
    let types = try read(
      """
      /* Two
       * lines. */
      typedef enum pith_x {
        PITH_X_A = 1, /* one */
        /* between */
        PITH_X_B = 0x10 /* last */
      } pith_x;
      typedef enum pith_y { PITH_Y_A = -1, PITH_Y_B = 2, } pith_y;
      """)
    #expect(types.enums.map(\.text) == ["Two lines.", ""])
    #expect(types.enums[0].values.map(\.value) == [1, 16])
    #expect(types.enums[0].values.map(\.text) == ["one", "last"])
    #expect(types.enums.map(\.isSigned) == [false, true])
    #expect(types.enums.map(\.shortNames) == [["A", "B"], ["A", "B"]])
  }

  @Test func structsAndCallbacks() throws {
    let types = try read(
      """
      typedef struct pith_x {
        const char *const *names; /* many */
        int64_t size[4];
      } pith_x;
      typedef const pith_x *(*pith_find_fn)(void *user, const pith_x *x, int32_t **out, size_t);
      typedef void (*pith_none_fn)(void);
      """)
    let text = CType.pointer(.constText, isConst: true)
    #expect(types.structs[0].fields.map(\.type) == [text, .named("int64_t")])
    #expect(types.structs[0].fields.map(\.count) == [nil, 4])
    let find = types.callbacks[0]
    #expect(find.result?.spelling == "const pith_x *")
    #expect(find.parameters.map(\.type.spelling) == ["void *", "const pith_x *", "int32_t **", "size_t"])
    #expect(types.callbacks[1].parameters.isEmpty && types.callbacks[1].result == nil)
  }

  @Test func helpersAndAssertionsAreSkipped() throws {
    let types = try read(
      """
      extern "C" {
      static inline int pith_f(int x) { if (x) { return 1; } return 0; }
      _Static_assert(sizeof(int) == 4, "int");
      typedef struct pith_x pith_x;
      }
      """)
    #expect(types.opaques.map(\.name) == ["pith_x"])
    #expect(types.identifiers.contains("pith_f"))
  }

  @Test func layouts() throws {
    let types = try read(
      "typedef struct pith_a { uint8_t x; double y; uint8_t z[3]; } pith_a;\ntypedef struct pith_b { uint8_t x; pith_a y; } pith_b;"
    )
    let layouts = types.structs.map { Layout(of: $0, in: types) }
    #expect(layouts.map(\.size) == [24, 32])
    #expect(layouts.map(\.offsets) == [[0, 8, 16], [0, 8]])
  }

  @Test(arguments: [
    ("#define PITH_X 1.5", "1: PITH_X is neither an attribute nor an integer constant"),
    ("\n#define PITH_X (1 << 3)", "2: PITH_X is neither an attribute nor an integer constant"),
    ("typedef enum pith_x { PITH_X_A } pith_x;", "1: PITH_X_A has no explicit number"),
    ("typedef enum pith_x { PITH_X_A = 1 << 2 } pith_x;", "1: PITH_X_A: '1<<2' is not an integer"),
    ("typedef enum pith_x { A = 1 } pith_x;", "1: expected a PITH_ value, got 'A'"),
    ("typedef enum pith_x { PITH_X_A = 1 } pith_y;", "1: the typedef's name is not its tag 'pith_x'"),
    ("typedef enum { PITH_X_A = 1 } pith_x;", "1: expected a name that begins with pith_, got '{'"),
    ("typedef struct pith_x {\n int a, b; } pith_x;", "2: pith_x.a: one field per declaration, no bit fields"),
    ("typedef struct pith_x { int a : 3; } pith_x;", "1: pith_x.a: one field per declaration, no bit fields"),
    ("typedef struct pith_x { int a[N]; } pith_x;", "1: pith_x.a: the array needs a number"),
    ("typedef struct pith_x { int a[2][2]; } pith_x;", "1: pith_x.a: one field per declaration, no bit fields"),
    ("typedef struct pith_x { void (*f)(int); } pith_x;", "1: a field of pith_x that is not 'type name;'"),
    ("typedef int pith_x;", "1: a typedef that is neither an enum, a struct nor a callback"),
    ("typedef int (*pith_x)(int);", "1: callback 'pith_x' is not named pith_<x>_fn"),
  ])
  func isRefused(_ source: String, _ expected: String) {
    var found: [String] = []
    do { _ = try read(source) } catch { found = error.list.map { "\($0.location.line): \($0.message)" } }
    #expect(found == [expected])
  }

  @Test func readingGoesOnAfterAMistake() {
    var found: [String] = []
    do {
      _ = try read("typedef int pith_x;\ntypedef enum pith_y { PITH_Y_A } pith_y;\n")
    } catch { found = error.list.map { "\($0.location.line): \($0.message)" } }
    #expect(
      found == [
        "1: a typedef that is neither an enum, a struct nor a callback", "2: PITH_Y_A has no explicit number",
      ])
  }

  @Test func typesThatAreNotDeclaredAbove() {
    let found = problems(
      good,
      header: header
        + "\ntypedef void (*pith_a_fn)(pith_later *x);\ntypedef struct pith_later { long x; } pith_later;")
    #expect(
      found == ["types.h:5: pith_a_fn: unknown type 'pith_later'", "types.h:6: pith_later.x: unknown type 'long'"])
  }
}
