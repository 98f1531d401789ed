# Debian's ruby-grpc against the server: sign up, create, list, be refused. Run by with_server.py, with stubs made by
# ruby/run.
require 'grpc'
require 'google/protobuf/well_known_types'
require 'google/rpc/error_details_pb'
require 'grpc/health/v1/health_services_pb'
require 'minitest/autorun'
require 'securerandom'

require 'pipewright/organization/v1/auth_service_services_pb'
require 'pipewright/sales/v1/account_service_services_pb'

Auth = Pipewright::Organization::V1
Sales = Pipewright::Sales::V1

class ClientTest < Minitest::Test
  TARGET = ENV.fetch('PIPEWRIGHT_TARGET')
  DETAILS = [Google::Rpc::ErrorInfo, Google::Rpc::BadRequest, Google::Rpc::ResourceInfo].freeze

  def setup
    session = Auth::AuthService::Stub.new(TARGET, :this_channel_is_insecure).sign_up(
      Auth::SignUpRequest.new(email: "#{SecureRandom.hex}@example.com", password: 'a-long-enough-password',
                              given_name: 'Ann', tenant_name: 'Ann and Co'))
    @metadata = { 'authorization' => "Bearer #{session.access_token}" }
    @accounts = Sales::AccountService::Stub.new(TARGET, :this_channel_is_insecure)
  end

  def create(request_id: SecureRandom.uuid, **fields)
    request = Sales::CreateAccountRequest.new(account: Sales::Account.new(**fields), request_id: request_id)
    @accounts.create_account(request, metadata: @metadata)
  end

  # The details of the error that the block must raise, by type.
  def refused(kind, &block)
    error = assert_raises(kind, &block)
    error.to_rpc_status.details.to_h do |detail|
      type = DETAILS.find { |known| detail.is(known) }
      [type, detail.unpack(type)]
    end
  end

  def test_accounts_are_created_filtered_and_paged
    ['Aster Foods', 'Aster Freight', 'Birch Tools'].each { |name| create(name: name) }
    seen = []
    token = ''
    loop do
      page = @accounts.list_accounts(Sales::ListAccountsRequest.new(filter: 'name = "Aster*"', order_by: 'name desc',
                                                                    page_size: 1, page_token: token), metadata: @metadata)
      seen += page.accounts.map(&:name)
      token = page.next_page_token
      break if token.empty?
    end
    assert_equal ['Aster Freight', 'Aster Foods'], seen
  end

  def test_a_repeated_request_gets_the_first_answer
    request_id = SecureRandom.uuid
    assert_equal create(name: 'Granite Power', request_id: request_id), create(name: 'Granite Power', request_id: request_id)
  end

  def test_wrong_fields_are_told_by_their_paths
    details = refused(GRPC::InvalidArgument) { create(name: 'Cedar Foods', email: 'nobody', owner_id: 'me') }
    assert_equal 'INVALID_FIELD', details[Google::Rpc::ErrorInfo].reason
    assert_equal 'pipewright', details[Google::Rpc::ErrorInfo].domain
    assert_equal %w[account.email account.owner_id], details[Google::Rpc::BadRequest].field_violations.map(&:field).sort
  end

  def test_a_stale_etag_is_refused_and_the_current_one_told
    account = create(name: 'Willow Care Partners')
    change = lambda do |region|
      @accounts.update_account(Sales::UpdateAccountRequest.new(
        account: Sales::Account.new(id: account.id, etag: account.etag, region: region),
        update_mask: Google::Protobuf::FieldMask.new(paths: ['region'])), metadata: @metadata)
    end
    changed = change.call('West')
    info = refused(GRPC::Aborted) { change.call('East') }[Google::Rpc::ErrorInfo]
    assert_equal 'STALE_ETAG', info.reason
    assert_equal changed.etag, info.metadata['current_etag']
  end

  def test_a_missing_record_is_named
    details = refused(GRPC::NotFound) do
      @accounts.get_account(Sales::GetAccountRequest.new(id: SecureRandom.uuid), metadata: @metadata)
    end
    assert_equal 'account', details[Google::Rpc::ResourceInfo].resource_type
  end

  def test_the_health_service_answers
    health = Grpc::Health::V1::Health::Stub.new(TARGET, :this_channel_is_insecure)
    ['', 'pipewright.sales.v1.AccountService'].each do |service|
      assert_equal :SERVING, health.check(Grpc::Health::V1::HealthCheckRequest.new(service: service)).status
    end
  end
end
