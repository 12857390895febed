// Products of the system's BLAS on as many threads as their caller may use.
//
// OpenBLAS has threads of its own: one number of them for the whole process, whichever of its threads asks, and a pool that waits beside OpenMP's. So it computes on
// the thread that calls it, and large products are divided here. This library loads libtorch and stands before libblas.so.3 where libtorch looks for the functions
// below; a libtorch with a BLAS inside is built without this file.
#include <ATen/Parallel.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <dlfcn.h>

namespace {

// Multiplications that are worth another thread. Also more than OpenBLAS's kernels for small products take.
constexpr int64_t WorthAThread = int64_t(1) << 21;
constexpr int64_t WorthAThreadByVector = int64_t(1) << 18; // such products wait for memory

// Rows or columns of a part: fewer, and packing the other factor anew for each part would cost more than a tenth. More parts than cores of most machines bring nothing.
constexpr int SmallestPart = 128, MostParts = 16, Tile = 16;

// Loaded already: libtorch needs it.
void* const library = [] {
    void* found = dlopen("libblas.so.3", RTLD_LAZY);
    if (const auto set = reinterpret_cast<void (*)(int)>(dlsym(found, "openblas_set_num_threads"))) set(1);
    return found;
}();

template <class F> F in_blas(const char* name) { return reinterpret_cast<F>(dlsym(library, name)); }

bool is_transposed(const char* flag) { return std::toupper(*flag) != 'N'; }

// Calls compute(first, count) for the parts of `length`, side by side. The parts are the same for any number of threads, so that the result has the same bits: where
// OpenBLAS's tiles begin decides in which order a tile's sums are taken.
template <class F> void divide(int length, int64_t work, int64_t worth, const F& compute) {
    const auto wanted = static_cast<int>(std::min<int64_t>({work / worth, length / SmallestPart, MostParts}));
    if (wanted < 2) return compute(0, length);
    const int share = ((length + wanted - 1) / wanted + Tile - 1) / Tile * Tile;
    const int parts = (length + share - 1) / share;
    const auto compute_parts = [&](int64_t begin, int64_t end) {
        for (auto part = begin; part < end; part++) {
            const int first = static_cast<int>(part) * share;
            compute(first, std::min(share, length - first));
        }
    };
    if (at::in_parallel_region()) compute_parts(0, parts);
    else at::parallel_for(0, parts, 1, compute_parts);
}

// c = alpha a b + beta c, all of them by columns: a is m x k, b k x n, c m x n.
template <class T, class F>
void gemm(F blas, const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k, const T* alpha, const T* a, const int* lda, const T* b,
          const int* ldb, const T* beta, T* c, const int* ldc) {
    const auto work = int64_t(*m) * *n * *k;
    if (*n >= *m)
        divide(*n, work, WorthAThread, [&](int first, int count) {
            const auto* columns = b + (is_transposed(transpose_b) ? first : int64_t(first) * *ldb);
            blas(transpose_a, transpose_b, m, &count, k, alpha, a, lda, columns, ldb, beta, c + int64_t(first) * *ldc, ldc);
        });
    else
        divide(*m, work, WorthAThread, [&](int first, int count) {
            const auto* rows = a + (is_transposed(transpose_a) ? int64_t(first) * *lda : first);
            blas(transpose_a, transpose_b, &count, n, k, alpha, rows, lda, b, ldb, beta, c + first, ldc);
        });
}

// y = alpha a x + beta y, with a (m x n, by columns) or its transpose.
template <class T, class F>
void gemv(F blas, const char* transpose, const int* m, const int* n, const T* alpha, const T* a, const int* lda, const T* x, const int* step_x, const T* beta, T* y,
          const int* step_y) {
    const bool turned = is_transposed(transpose);
    // A negative step would begin at the other end.
    const int64_t work = *step_y > 0 ? int64_t(*m) * *n : 0;
    divide(turned ? *n : *m, work, WorthAThreadByVector, [&](int first, int count) {
        auto* part = a + (turned ? int64_t(first) * *lda : first);
        blas(transpose, turned ? m : &count, turned ? &count : n, alpha, part, lda, x, step_x, beta, y + int64_t(first) * *step_y, step_y);
    });
}

} // namespace

#define EG_PRODUCTS(letter, T)                                                                                                                                     \
    extern "C" __attribute__((visibility("default"))) void letter##gemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n,             \
        const int* k, const T* alpha, const T* a, const int* lda, const T* b, const int* ldb, const T* beta, T* c, const int* ldc) {                               \
        static const auto blas = in_blas<decltype(&letter##gemm_)>(#letter "gemm_");                                                                               \
        gemm(blas, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);                                                                        \
    }                                                                                                                                                              \
    extern "C" __attribute__((visibility("default"))) void letter##gemv_(const char* transpose, const int* m, const int* n, const T* alpha, const T* a,            \
        const int* lda, const T* x, const int* step_x, const T* beta, T* y, const int* step_y) {                                                                   \
        static const auto blas = in_blas<decltype(&letter##gemv_)>(#letter "gemv_");                                                                               \
        gemv(blas, transpose, m, n, alpha, a, lda, x, step_x, beta, y, step_y);                                                                                    \
    }

EG_PRODUCTS(s, float)
EG_PRODUCTS(d, double)
