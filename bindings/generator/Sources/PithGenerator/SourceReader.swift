// Finds the exported functions of Swift files, with their doc comments.

import SwiftParser
import SwiftSyntax

/// A function as the source has it, before its types and text are understood.
struct SourceFunction {
  struct Parameter { var name: String, type: String, line: Int }

  var name: String
  var swiftName: String
  var isImplementation: Bool
  var isPublic: Bool
  /// nil: returns nothing.
  var result: String?
  var parameters: [Parameter]
  var doc: [DocComment.Line]
  var line: Int
}

struct SourceFile {
  /// The comment at the top, without slashes, in one paragraph.
  var title: String
  var functions: [SourceFunction]

  init(parsing source: String, file: String, problems: inout Problems) {
    let tree = Parser.parse(source: source)
    let visitor = FunctionVisitor(SourceLocationConverter(fileName: file, tree: tree), file)
    if tree.hasError { visitor.problems.add(file, 1, "not valid Swift") }
    visitor.walk(tree)
    problems.list += visitor.problems.list
    functions = visitor.functions
    var lines: [String] = []
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("//"), !line.hasPrefix("///") else { break }
      let text = line.dropFirst(2).trimmed
      if text.isEmpty { break }
      lines.append(text)
    }
    title = lines.joined(separator: " ")
  }
}

private final class FunctionVisitor: SyntaxVisitor {
  var functions: [SourceFunction] = []
  var problems = Problems()
  private let locations: SourceLocationConverter
  private let file: String

  init(_ locations: SourceLocationConverter, _ file: String) {
    self.locations = locations
    self.file = file
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    var exported: String?
    var isImplementation = false
    for case .attribute(let attribute) in node.attributes {
      switch attribute.attributeName.trimmedDescription {
      case "_cdecl", "c":
        exported = attribute.arguments?.trimmedDescription.filter { $0 != "\"" } ?? node.name.text
      case "implementation": isImplementation = true
      default: break
      }
    }
    guard let exported else { return .skipChildren }
    let parameters = node.signature.parameterClause.parameters.map { parameter in
      if parameter.firstName.tokenKind != .wildcard || parameter.secondName == nil {
        fail(
          parameter.positionAfterSkippingLeadingTrivia, "parameters of exported functions are spelled '_ name: Type'")
      }
      return SourceFunction.Parameter(
        name: (parameter.secondName ?? parameter.firstName).text.filter { $0 != "`" },
        type: parameter.type.trimmedDescription.filter { !$0.isWhitespace },
        line: line(parameter.positionAfterSkippingLeadingTrivia))
    }
    let result = node.signature.returnClause?.type.trimmedDescription.filter { !$0.isWhitespace }
    functions.append(
      SourceFunction(
        name: exported, swiftName: node.name.text, isImplementation: isImplementation,
        isPublic: node.modifiers.contains { $0.name.text == "public" },
        result: result == "Void" || result == "()" ? nil : result,
        parameters: parameters, doc: docLines(of: node),
        line: line(node.funcKeyword.positionAfterSkippingLeadingTrivia)))
    return .skipChildren
  }

  /// The `///` lines directly above the function.
  private func docLines(of node: FunctionDeclSyntax) -> [DocComment.Line] {
    var lines: [DocComment.Line] = []
    var position = node.position
    for piece in node.leadingTrivia {
      switch piece {
      case .docLineComment(let text):
        let body = text.dropFirst(3)
        lines.append(.init(number: line(position), text: String(body.first == " " ? body.dropFirst() : body)))
      case .newlines(let count) where count > 1: lines = []
      case .docBlockComment, .lineComment, .blockComment: lines = []
      default: break
      }
      position = position.advanced(by: piece.sourceLength.utf8Length)
    }
    return lines
  }

  private func line(_ position: AbsolutePosition) -> Int { locations.location(for: position).line }

  private func fail(_ position: AbsolutePosition, _ message: String) { problems.add(file, line(position), message) }
}
