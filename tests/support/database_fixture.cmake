# The ctest fixture "database": one migrated PostgreSQL for all test processes of a run, ended after them. A test binary
# that is run by hand starts one of its own (tests/support/infrastructure/test_database.h).
add_executable(pipewright_test_cluster ${CMAKE_CURRENT_LIST_DIR}/test_cluster.cc
  ${CMAKE_CURRENT_LIST_DIR}/infrastructure/throwaway_folder.cc)
target_link_libraries(pipewright_test_cluster PRIVATE pipewright_infrastructure pipewright_test_base)
target_compile_options(pipewright_test_cluster PRIVATE ${PIPEWRIGHT_WARNINGS})

set(cluster_folder ${CMAKE_BINARY_DIR}/test_cluster)
add_test(NAME database/start COMMAND pipewright_test_cluster start ${cluster_folder})
add_test(NAME database/stop COMMAND pipewright_test_cluster stop ${cluster_folder})
set_tests_properties(database/start PROPERTIES FIXTURES_SETUP database)
set_tests_properties(database/stop PROPERTIES FIXTURES_CLEANUP database)
list(APPEND PIPEWRIGHT_DATABASE_TEST_PROPERTIES ENVIRONMENT PIPEWRIGHT_TEST_CLUSTER=${cluster_folder})
