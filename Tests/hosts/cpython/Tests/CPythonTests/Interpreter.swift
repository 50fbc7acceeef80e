// The embedded interpreter: started once, with the packages of the environment that PITH_SITE_PACKAGES names.
import CPython
import Foundation
import XCTest

/// A Python exception, as its class's name and its text.
struct PythonError: Error, CustomStringConvertible {
  let type: String
  let message: String
  var description: String { "\(type): \(message)" }
}

final class Interpreter {
  /// Never ended: NumPy does not survive a second start in one process.
  static let shared = try! Interpreter()

  private let globals: UnsafeMutablePointer<PyObject>

  private init() throws {
    Py_InitializeEx(0)
    globals = PyDict_New()
    PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins())
    guard let site = ProcessInfo.processInfo.environment["PITH_SITE_PACKAGES"] else {
      fatalError("PITH_SITE_PACKAGES: the folder of NumPy and pith; see run.sh")
    }
    try run("import site, sys\nsite.addsitedir(r'''\(site)''')\nimport ctypes, threading\nimport numpy as np\nimport pith")
  }

  /// Runs statements in the interpreter's one namespace.
  func run(_ source: String) throws {
    guard let result = PyRun_StringFlags(source, Py_file_input, globals, globals, nil) else { throw pending() }
    Py_DecRef(result)
  }

  /// The integer that an expression is.
  func integer(_ source: String) throws -> Int {
    guard let result = PyRun_StringFlags(source, Py_eval_input, globals, globals, nil) else { throw pending() }
    defer { Py_DecRef(result) }
    let number = PyLong_AsLong(result)
    if number == -1, PyErr_Occurred() != nil { throw pending() }
    return number
  }

  /// Gives Swift's own memory a name in Python, as a buffer that is not a copy.
  func share(_ buffer: UnsafeMutableRawBufferPointer, as name: String) throws {
    let bytes = buffer.baseAddress!.assumingMemoryBound(to: CChar.self)
    guard let view = PyMemoryView_FromMemory(bytes, buffer.count, 0x200 /* PyBUF_WRITE */) else { throw pending() }
    defer { Py_DecRef(view) }
    if PyDict_SetItemString(globals, name, view) != 0 { throw pending() }
  }

  /// The exception that the interpreter holds, which is cleared.
  private func pending() -> PythonError {
    var type: UnsafeMutablePointer<PyObject>?
    var value: UnsafeMutablePointer<PyObject>?
    var trace: UnsafeMutablePointer<PyObject>?
    PyErr_Fetch(&type, &value, &trace)
    PyErr_NormalizeException(&type, &value, &trace)
    defer {
      Py_DecRef(type)
      Py_DecRef(value)
      Py_DecRef(trace)
    }
    return PythonError(type: text(PyObject_GetAttrString(type, "__name__")), message: text(PyObject_Str(value)))
  }

  private func text(_ object: UnsafeMutablePointer<PyObject>?) -> String {
    defer { Py_DecRef(object) }
    guard let object, let bytes = PyUnicode_AsUTF8AndSize(object, nil) else {
      PyErr_Clear()
      return "?"
    }
    return String(cString: bytes)
  }
}
