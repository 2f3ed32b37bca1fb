#include <gtest/gtest.h>

#include "sinks/postgres_errors.hpp"

namespace tickbard::test {
namespace {

TEST(PostgresErrors, each_sqlstate_has_its_class) {
  struct Case {
    const char* state;
    StoreErrorClass cls;
  };
  const std::vector<Case> cases{
      {"28P01", StoreErrorClass::login},
      {"28000", StoreErrorClass::login},
      {"3D000", StoreErrorClass::login},
      {"42P01", StoreErrorClass::schema},
      {"42703", StoreErrorClass::schema},
      {"42501", StoreErrorClass::permission},
      {"25006", StoreErrorClass::permission},
      {"22003", StoreErrorClass::poison},
      {"22021", StoreErrorClass::poison},
      {"23514", StoreErrorClass::poison},
      {"53100", StoreErrorClass::disk},
      {"53300", StoreErrorClass::busy},
      {"40001", StoreErrorClass::busy},
      {"40P01", StoreErrorClass::busy},
      {"55P03", StoreErrorClass::busy},
      {"57014", StoreErrorClass::busy},
      {"57P03", StoreErrorClass::busy},
      {"57P01", StoreErrorClass::unreachable},
      {"08006", StoreErrorClass::unreachable},
      {"XX000", StoreErrorClass::other},
      {"", StoreErrorClass::other},
  };
  for (const Case& c : cases) EXPECT_EQ(name_of(class_of_sqlstate(c.state)), name_of(c.cls)) << c.state;
}

TEST(PostgresErrors, words_of_a_failed_connection_say_what_to_do) {
  struct Case {
    const char* words;
    StoreErrorClass cls;
    const char* advice;
  };
  const std::vector<Case> cases{
      {"FATAL:  password authentication failed for user \"bob\"\n", StoreErrorClass::login,
       "correct user or password"},
      {"FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"bob\", database \"x\", no encryption\n",
       StoreErrorClass::login, "sslmode=require"},
      {"FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"bob\", database \"x\", SSL encryption\n",
       StoreErrorClass::login, "pg_hba.conf"},
      {"server does not support SSL, but SSL was required\n", StoreErrorClass::login, "turn TLS on"},
      {"SSL error: certificate verify failed\n", StoreErrorClass::login, "sslrootcert"},
      {"FATAL:  database \"x\" does not exist\n", StoreErrorClass::login, "createdb"},
      {"FATAL:  the database system is starting up\n", StoreErrorClass::busy, "passes by itself"},
      {"FATAL:  sorry, too many clients already\n", StoreErrorClass::busy, "passes by itself"},
      {"FATAL:  something only a newer server says\n", StoreErrorClass::login, "store.url"},
      {"connection to server failed: Connection refused\n\tIs the server running?\n", StoreErrorClass::unreachable,
       "check that the server runs"},
  };
  for (const Case& c : cases) {
    const StoreError error = connect_error(c.words, "PostgreSQL bob@h/x");
    EXPECT_EQ(name_of(error.cls), name_of(c.cls)) << error.text;
    EXPECT_NE(error.text.find(c.advice), std::string::npos) << error.text;
    EXPECT_TRUE(error.text.starts_with("PostgreSQL bob@h/x: ")) << error.text;
    EXPECT_EQ(error.text.find_first_of("\n\t"), std::string::npos);
  }
}

TEST(PostgresErrors, a_lost_connection_is_called_so) {
  const StoreError error = postgres_error(StoreErrorClass::unreachable,
                                          "Could not obtain client encoding: not connected", "PostgreSQL h/x");
  EXPECT_EQ(error.text, "PostgreSQL h/x: the connection is lost; check that the server runs and can be reached.");
}

}  // namespace
}  // namespace tickbard::test
