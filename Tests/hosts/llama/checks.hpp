// The parts of the checks.
#ifndef PITH_TEST_CHECKS_HPP
#define PITH_TEST_CHECKS_HPP

struct fixture;

void check_embeddings(const fixture &f);
void check_caches(const fixture &f);

#endif
