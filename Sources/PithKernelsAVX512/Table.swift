// The table of this tier: the matrix product with 512-bit registers, and the AVX2 kernels for the rest.
//
// Everything but the matrix product is bound by memory or by latencies that wider registers do not change, and every kernel
// gives the same bits in each tier. A third copy of them would only make the library larger.
import CPith

@_cdecl("pithk_fill_table_avx512") @implementation
public func pithk_fill_table_avx512(_ out: UnsafeMutablePointer<pithk_table>) {
  pithk_fill_table_avx2(out)
  let name: StaticString = "avx512"
  out.pointee.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  out.pointee.gemm_panel_rows = panelRows
  out.pointee.gemm_panel_cols = panelColumns
  out.pointee.gemm_block_m = blockRows
  out.pointee.gemm_block_n = blockColumns
  out.pointee.gemm_block_k = blockDepth
  out.pointee.pack_a = packA
  out.pointee.pack_b = packB
  out.pointee.pack_a_transposed = packATransposed
  out.pointee.pack_b_transposed = packBTransposed
  out.pointee.gemm_block = gemmBlock
  out.pointee.gemv_packed = gemvPacked
  out.pointee.gemm_gathered = gemmGathered
}
