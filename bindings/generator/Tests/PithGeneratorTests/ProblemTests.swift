// Sources that are refused, each with the message and the place that a developer sees.

import Testing

@testable import PithGenerator

let header = """
  typedef enum pith_status { PITH_OK = 0, PITH_ERROR_NULL = 10 } pith_status;
  typedef struct pith_view { void *data; } pith_view;
  typedef struct pith_context pith_context;
  typedef int32_t (*pith_progress_fn)(void *user);
  """

let good = """
  // The select family.

  /// Keeps tokens.
  ///
  /// - Method: top
  /// - Paper: none
  /// - Parameters:
  ///   - tokens: in, `[N]`.
  ///   - keep: 0 to N.
  /// - Errors: `PITH_ERROR_NULL`.
  /// - Since: 0.1
  @_cdecl("pith_select_top") @implementation
  public func pith_select_top(_ tokens: UnsafePointer<pith_view>?, _ keep: Int64) -> pith_status { PITH_OK }
  """

/// What reading says, without the path.
func problems(_ swift: String, header: String = header) -> [String] {
  do {
    _ = try Interface(
      types: SourceText(path: "types.h", content: header), swift: [SourceText(path: "Select.swift", content: swift)])
    return []
  } catch {
    return error.list.map { "\($0.location.file):\($0.location.line): \($0.message)" }
  }
}

/// What reading says when `old` of the good source is `new`.
func problems(replacing old: String, with new: String) -> [String] {
  #expect(good.contains(old))
  return problems(good.replacingOccurrences(of: old, with: new))
}

@Suite struct SourceProblems {
  @Test func theGoodSourceHasNone() {
    #expect(problems(good) == [])
    #expect(problems(replacing: "Method: top", with: "Method: pith_top") == [])
  }

  @Test(arguments: [
    // Types
    (
      "Int64", "Int", "13: pith_select_top: keep: type 'Int' has no C type; use fixed widths and the types of types.h"
    ),
    (
      "Int64", "Bool",
      "13: pith_select_top: keep: type 'Bool' has no C type; use fixed widths and the types of types.h"
    ),
    (
      "Int64", "pith_progress_fn",
      "13: pith_select_top: keep: 'pith_progress_fn' must be optional: a C host can pass NULL"
    ),
    (
      "Int64", "UnsafeMutableBufferPointer<Int32>?",
      "13: pith_select_top: keep: type 'UnsafeMutableBufferPointer<Int32>?' has no C type"
    ),
    (
      "Int64", "UnsafePointer<String>?",
      "13: pith_select_top: keep: type 'String' has no C type; use fixed widths and the types of types.h"
    ),
    (
      "UnsafePointer<pith_view>?", "UnsafePointer<pith_view>",
      "13: pith_select_top: tokens: 'UnsafePointer<pith_view>' must be optional: a C host can pass NULL"
    ),
    (
      "UnsafePointer<pith_view>?", "OpaquePointer?",
      "13: pith_select_top: tokens: no opaque type of types.h is named after 'tokens'; name it so or add it to TypeMap.handles"
    ),
    // Declaration
    ("public func", "func", "13: pith_select_top is exported but not public"),
    (
      " @implementation", "",
      "13: pith_select_top lacks @implementation: the compiler would not check it against its header"
    ),
    ("func pith_select_top", "func top", "13: top is exported under another name, pith_select_top"),
    ("_ keep: Int64", "keep: Int64", "13: parameters of exported functions are spelled '_ name: Type'"),
    // Fields
    ("/// - Since: 0.1\n", "", "12: pith_select_top has no field 'Since'"),
    ("Since: 0.1", "Since: soon", "13: pith_select_top: Since: 'soon' is not a version"),
    ("/// - Errors: `PITH_ERROR_NULL`.\n", "", "12: pith_select_top returns a status but has no field 'Errors'"),
    (
      "/// - Paper: none\n", "",
      "12: pith_select_top has a field 'Method' but no 'Paper' ('none' where there is none)"
    ),
    ("/// - Method: top\n", "", "12: pith_select_top has a field 'Paper' but no 'Method'"),
    ("Method: top", "Method: Top K", "13: pith_select_top: Method: 'Top K' is not lower case letters, digits and _"),
    ("- Errors:", "- Error:", "10: unknown field 'Error'; known: Parameters, \(DocField.names)"),
    ("Paper: none", "Paper:", "6: the field 'Paper' is empty"),
    ("/// - Since: 0.1", "/// - Since: 0.1\n/// - Since: 0.1", "12: the field 'Since' appears twice"),
    (
      "/// - Since: 0.1", "/// - Since: 0.1\n///\n/// More prose.",
      "13: text after the fields; prose belongs above them"
    ),
    // Parameters
    ("///   - keep: 0 to N.\n", "", "12: pith_select_top: parameter 'keep' has no line in the doc comment"),
    (
      "///   - keep: 0 to N.", "///   - keep: 0 to N.\n///   - order: x.",
      "10: pith_select_top has no parameter 'order'"
    ),
    (
      "///   - keep: 0 to N.", "///   - keep: 0 to N.\n///   - keep: again.",
      "10: parameter 'keep' is described twice"
    ),
    ("///   - keep: 0 to N.", "///   - keep 0 to N.", "9: a parameter's line is '- name: text'"),
    ("in, `[N]`", "`[N]`", "8: the text of 'tokens' does not begin with 'in, ', 'out, ' or 'in/out, '"),
    ("keep", "register", "13: pith_select_top: 'register' is a keyword of C or C++"),
    // Text
    ("Keeps tokens.", "Keeps tokens", "13: the first paragraph of pith_select_top does not end with a full stop"),
    ("Keeps tokens.", "- an item", "13: the text of pith_select_top does not begin with a sentence"),
    ("Keeps tokens.", "Keeps */ tokens.", "13: the text of pith_select_top contains */, which ends a C comment"),
    ("0 to N.", "0 */ N.", "9: the text of 'keep' contains */, which ends a C comment"),
    (
      "`PITH_ERROR_NULL`", "`PITH_ERROR_NUL`",
      "13: the text of pith_select_top mentions PITH_ERROR_NUL, which does not exist"
    ),
    ("0 to N.", "`pith_select_k`.", "13: the text of pith_select_top mentions pith_select_k, which does not exist"),
    ("Keeps tokens.", "Keeps tokens.\n///\n/// ```\n/// x", "5: code that is not closed by ```"),
    ("// The select family.\n", "", "1: the file does not open with a comment that says what it is about"),
  ])
  func isReported(_ old: String, _ new: String, _ expected: String) {
    let found = problems(replacing: old, with: new)
    #expect(found.contains("Select.swift:" + expected), "\(found)")
  }

  @Test func aFunctionWithoutADocComment() {
    let code = good.split(separator: "\n").filter { !$0.hasPrefix("///") }.joined(separator: "\n")
    #expect(problems(code) == ["Select.swift:3: pith_select_top has no doc comment"])
  }

  @Test func aCommentThatAnEmptyLineSeparatesIsNotTheDocComment() {
    let found = problems(replacing: "/// - Since: 0.1\n", with: "/// - Since: 0.1\n\n")
    #expect(found == ["Select.swift:14: pith_select_top has no doc comment"])
  }

  @Test func aMethodOfAnotherFamily() {
    let found = problems(good.replacingOccurrences(of: "pith_select_top", with: "pith_merge_top"))
    #expect(
      found == [
        "Select.swift:13: pith_merge_top is a method of the family select but does not begin with pith_select_"
      ])
  }

  @Test func aFunctionThatIsExportedTwice() {
    let found = problems(good + "\n\n" + good.split(separator: "\n").dropFirst().joined(separator: "\n"))
    #expect(found.last == "Select.swift:25: pith_select_top is already exported by Select.swift:13")
  }

  @Test func allProblemsAreReportedTogether() {
    let found = problems(
      good.replacingOccurrences(of: "Since: 0.1", with: "Since: x").replacingOccurrences(of: "Int64", with: "Int"))
    #expect(found.count == 2)
  }

  @Test func swiftThatDoesNotParse() {
    #expect(problems(good + "\nfunc (").contains("Select.swift:1: not valid Swift"))
  }
}
