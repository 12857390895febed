#include "amx.h"
#include "weight_gradient_bf16.h"

namespace eg::weight_gradient {
namespace {

struct MatrixTiles : Bf16Tiles {
    static void multiply(const char* left, const char* left_below, const char* right, const char* right_beside, int64_t right_step, int64_t count, char* sums) {
        _tile_loadd(0, sums, 64);
        _tile_loadd(1, sums + Tile, 64);
        _tile_loadd(2, sums + 2 * Tile, 64);
        _tile_loadd(3, sums + 3 * Tile, 64);
        for (int64_t i = 0; i < count; i++) {
            _tile_loadd(4, left + i * Tile, 64);
            _tile_loadd(6, right + i * right_step, 64);
            _tile_dpbf16ps(0, 4, 6);
            _tile_loadd(7, right_beside + i * right_step, 64);
            _tile_dpbf16ps(1, 4, 7);
            _tile_loadd(5, left_below + i * Tile, 64);
            _tile_dpbf16ps(2, 5, 6);
            _tile_dpbf16ps(3, 5, 7);
        }
        _tile_stored(0, sums, 64);
        _tile_stored(1, sums + Tile, 64);
        _tile_stored(2, sums + 2 * Tile, 64);
        _tile_stored(3, sums + 3 * Tile, 64);
    }
};

void run(const Problem& p, int64_t begin, int64_t end) {
    const Tiles tiles;
    const FlushToZero flush;
    run_all<MatrixTiles>(p, begin, end);
}

} // namespace

const Kernel amx = {MatrixTiles::Group, pack_all<MatrixTiles>, run};

} // namespace eg::weight_gradient
