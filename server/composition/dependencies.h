// What this program is made of, for whoever must know whether an advisory concerns it.
#pragma once

#include <string>
#include <vector>

namespace pipewright::server {

struct Dependency {
  std::string name;
  std::string version;
};

// The libraries that tell their version, as they are at run time where they can say so, else as they were built with;
// by name.
std::vector<Dependency> Dependencies();

// The files of all libraries that are linked into this process, links followed (their names then end with their
// versions), sorted. `scripts/sbom` tells the packages.
std::vector<std::string> LinkedLibraries();

}  // namespace pipewright::server
