// Where the messages of a call lie: one piece of memory for the many small parts of a list.
#pragma once

#include <google/protobuf/arena.h>
#include <grpcpp/support/message_allocator.h>

#include <array>
#include <cstddef>

namespace pipewright::server {

// Allocates a call's request and response in an arena of the call. Thread safe. For methods that answer with hundreds
// of messages; the others are not worth the first block.
template <class Request, class Response>
class ArenaMessages : public grpc::MessageAllocator<Request, Response> {
 public:
  grpc::MessageHolder<Request, Response>* AllocateMessages() override { return new Holder(); }

 private:
  class Holder : public grpc::MessageHolder<Request, Response> {
   public:
    Holder() : arena_(Options(first_block_)) {
      this->set_request(google::protobuf::Arena::CreateMessage<Request>(&arena_));
      this->set_response(google::protobuf::Arena::CreateMessage<Response>(&arena_));
    }
    void Release() override { delete this; }

   private:
    using Block = std::array<char, size_t{64} * 1024>;  // a page of fifty records

    static google::protobuf::ArenaOptions Options(Block& first_block) {
      google::protobuf::ArenaOptions options;
      options.initial_block = first_block.data();
      options.initial_block_size = first_block.size();
      options.start_block_size = first_block.size();
      options.max_block_size = 4 * first_block.size();
      return options;
    }

    alignas(std::max_align_t) Block first_block_;
    google::protobuf::Arena arena_;
  };
};

}  // namespace pipewright::server
